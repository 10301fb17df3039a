internal import ArithmeticTypes

/// Winograd's F(4, 3): four outputs of a filter of three taps from six voxels, by six products.
///
/// Polynomials through the points 0, ±a, ±b and infinity (Winograd 1980; Lavin and Gray 2016) with
/// a = 3/4 and b = 3/2. Constants are then exact in binary32, and errors half of those of the usual ±1
/// and ±2, which are to each other as these are, but further from one (see docs/arithmetic.md).
///
/// Every function does its operations in the order that is written here.
enum WinogradTransform {
  /// Outputs of a tile, along one axis.
  static var outputs: Int { 4 }
  /// Points, and the voxels that a tile's outputs need, along one axis.
  static var points: Int { 6 }
  static var a: Double { 0.75 }
  static var b: Double { 1.5 }

  /// Six numbers of one kind along an axis.
  typealias Six<T> = (T, T, T, T, T, T)
  typealias Four<T> = (T, T, T, T)

  /// Of voxels `d` along an axis, what is multiplied at each point: twelve fused multiply-adds.
  @inline(__always)
  static func input<Lanes: RowLanes>(_ d: Six<Lanes>) -> Six<Lanes> {
    let (minusA2, minusB2) = (constant(-a * a, Lanes.self), constant(-b * b, Lanes.self))
    let (a, b) = (constant(a, Lanes.self), constant(b, Lanes.self))
    let (minusA, minusB) = (constant(-Self.a, Lanes.self), constant(-Self.b, Lanes.self))
    // (x² − b²) x² and (x² − b²) x, and with a for b.
    let (even, odd) = (d.4.fused(minusB2, d.2), d.3.fused(minusB2, d.1))
    let (otherEven, otherOdd) = (d.4.fused(minusA2, d.2), d.3.fused(minusA2, d.1))
    return (
      even.fused(minusA2, d.2.fused(minusB2, d.0)),
      even.fused(a, odd), even.fused(minusA, odd),
      otherEven.fused(b, otherOdd), otherEven.fused(minusB, otherOdd),
      d.5.fused(minusB2, d.3).fused(minusA2, odd)
    )
  }

  /// Of the sums of products `m` at each point, the four outputs: six additions, two products and four
  /// fused multiply-adds.
  @inline(__always)
  static func output<Lanes: RowLanes>(_ m: Six<Lanes>) -> Four<Lanes> {
    let (a, b) = (constant(a, Lanes.self), constant(b, Lanes.self))
    let (a2, b2) = (constant(Self.a * Self.a, Lanes.self), constant(Self.b * Self.b, Lanes.self))
    let a3 = constant(Self.a * Self.a * Self.a, Lanes.self)
    let b3 = constant(Self.b * Self.b * Self.b, Lanes.self)
    let (sum, difference) = (m.1 + m.2, m.1 - m.2)
    let (otherSum, otherDifference) = (m.3 + m.4, m.3 - m.4)
    return (
      m.0 + (sum + otherSum),
      (a * difference).fused(b, otherDifference),
      (a2 * sum).fused(b2, otherSum),
      m.5.fused(a3, difference).fused(b3, otherDifference)
    )
  }

  /// Of a filter's taps `g` along an axis, its factor at each point, in binary64: six additions and
  /// nine products.
  @inline(__always)
  static func filter(_ g: (DoubleLanes, DoubleLanes, DoubleLanes)) -> Six<DoubleLanes> {
    let (a2, b2) = (a * a, b * b)
    // One over the product of a point's distances to the other points.
    let zero = DoubleLanes(1 / (a2 * b2))
    let one = DoubleLanes(1 / (2 * a2 * (a2 - b2)))
    let other = DoubleLanes(1 / (2 * b2 * (b2 - a2)))
    let (even, odd) = (g.0 + DoubleLanes(a2) * g.2, DoubleLanes(a) * g.1)
    let (otherEven, otherOdd) = (g.0 + DoubleLanes(b2) * g.2, DoubleLanes(b) * g.1)
    return (
      zero * g.0, one * (even + odd), one * (even - odd),
      other * (otherEven + otherOdd), other * (otherEven - otherOdd), g.2
    )
  }

  @inline(__always)
  private static func constant<Lanes: RowLanes>(_ value: Double, _: Lanes.Type) -> Lanes {
    Lanes(Lanes.Real.nearest(value))
  }
}
