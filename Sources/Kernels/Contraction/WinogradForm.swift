internal import ArithmeticTypes

/// Six numbers of one kind along an axis: a tile's voxels, or its points.
typealias Six<Number> = (Number, Number, Number, Number, Number, Number)

/// Winograd's F(m, r) along an axis: m outputs of a filter of r taps from six voxels, by six products.
///
/// Polynomials through the points 0, ±a, ±b and infinity (Winograd 1980; Lavin and Gray 2016) with
/// a = 3/4 and b = 3/2. Constants are then exact in binary32, and errors half of those of the usual ±1
/// and ±2, which are to each other as these are, but further from one (see docs/arithmetic.md).
///
/// Every function does its operations in the order that is written in it.
protocol WinogradForm: Sendable {
  /// m.
  static var outputs: Int { get }

  /// Along x, the voxels of each of a vector of tiles.
  static func voxels<Lanes: NumberLanes>(_ line: UnsafePointer<Lanes.Real>) -> Six<Lanes>
  /// Of a filter's taps, its factor at each point, in binary64.
  static func filter(_ tap: (_ index: Int) -> DoubleLanes) -> Six<DoubleLanes>
  /// Of the sums of products at each point, m × m outputs of each of a vector of tiles: along x, then
  /// along y; to lines along x, `length` apart.
  static func outputs<Lanes: NumberLanes>(
    _ sums: (_ y: Int) -> Six<Lanes>, to lines: UnsafeMutablePointer<Lanes.Real>, length: Int)

  /// The operations of `filter`, and of one axis of `outputs`.
  static var filterTally: Tally { get }
  static var outputTally: Tally { get }
}

extension WinogradForm {
  /// r.
  static var taps: Int { WinogradPoints.count + 1 - outputs }
}

enum WinogradPoints {
  /// Along an axis, and in a tile.
  static var count: Int { 6 }
  static var all: Int { count * count }
  static var a: Double { 0.75 }
  static var b: Double { 1.5 }

  /// Of voxels `d` along an axis, what is multiplied at each point.
  @inline(__always)
  static func input<Lanes: NumberLanes>(_ d: Six<Lanes>) -> Six<Lanes> {
    let (a, minusA, minusA2) = (Lanes(nearest: a), Lanes(nearest: -a), Lanes(nearest: -a * a))
    let (b, minusB, minusB2) = (Lanes(nearest: b), Lanes(nearest: -b), Lanes(nearest: -b * b))
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

  static var inputTally: Tally { Tally(accumulate: 12) }

  /// Of the even and odd parts of a filter's polynomial at a and b, the factors at each point: each
  /// over the product of the point's distances to the others.
  @inline(__always)
  static func factors(
    first: DoubleLanes, _ atA: (even: DoubleLanes, odd: DoubleLanes),
    _ atB: (even: DoubleLanes, odd: DoubleLanes), last: DoubleLanes
  ) -> Six<DoubleLanes> {
    let (a2, b2) = (a * a, b * b)
    let zero = DoubleLanes(1 / (a2 * b2))
    let one = DoubleLanes(1 / (2 * a2 * (a2 - b2)))
    let other = DoubleLanes(1 / (2 * b2 * (b2 - a2)))
    return (
      zero * first, one * (atA.even + atA.odd), one * (atA.even - atA.odd),
      other * (atB.even + atB.odd), other * (atB.even - atB.odd), last
    )
  }

  static var factorTally: Tally { Tally(add: 4, multiply: 5) }
}

extension NumberLanes {
  /// Stores six vectors, `stride` apart.
  @inline(__always)
  static func store(_ six: Six<Self>, to target: UnsafeMutablePointer<Real>, _ stride: Int) {
    six.0.store(to: target)
    six.1.store(to: target + stride)
    six.2.store(to: target + 2 * stride)
    six.3.store(to: target + 3 * stride)
    six.4.store(to: target + 4 * stride)
    six.5.store(to: target + 5 * stride)
  }

  @inline(__always) init(nearest value: Double) { self.init(Real.nearest(value)) }
}
