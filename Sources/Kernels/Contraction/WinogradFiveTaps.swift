internal import ArithmeticTypes

/// F(2, 5).
enum WinogradFiveTaps: WinogradForm {
  static var outputs: Int { 2 }

  @inline(__always)
  static func voxels<Lanes: NumberLanes>(_ line: UnsafePointer<Lanes.Real>) -> Six<Lanes> {
    let count = Lanes.count
    let (left, right) = (Lanes(from: line), Lanes(from: line + count))
    let (even, odd) = (Lanes.even(left, right), Lanes.odd(left, right))
    let next = (even.shifted(line[2 * count]), odd.shifted(line[2 * count + 1]))
    return (
      even, odd, next.0, next.1, next.0.shifted(line[2 * count + 2]),
      next.1.shifted(line[2 * count + 3])
    )
  }

  @inline(__always)
  static func filter(_ tap: (_ index: Int) -> DoubleLanes) -> Six<DoubleLanes> {
    let (first, last) = (tap(0), tap(4))
    let (one, two, three) = (tap(1), tap(2), tap(3))
    @inline(__always)
    func parts(_ point: Double) -> (even: DoubleLanes, odd: DoubleLanes) {
      let square = DoubleLanes(point * point)
      return (
        first + square * (two + square * last), DoubleLanes(point) * (one + square * three)
      )
    }
    return WinogradPoints.factors(
      first: first, parts(WinogradPoints.a), parts(WinogradPoints.b), last: last)
  }

  static var filterTally: Tally {
    WinogradPoints.factorTally.adding(Tally(add: 6, multiply: 8))
  }

  @inline(__always)
  static func outputs<Lanes: NumberLanes>(
    _ sums: (_ y: Int) -> Six<Lanes>, to lines: UnsafeMutablePointer<Lanes.Real>, length: Int
  ) {
    let (r0, r1, r2) = (output(sums(0)), output(sums(1)), output(sums(2)))
    let (r3, r4, r5) = (output(sums(3)), output(sums(4)), output(sums(5)))
    let left = output((r0.0, r1.0, r2.0, r3.0, r4.0, r5.0))
    let right = output((r0.1, r1.1, r2.1, r3.1, r4.1, r5.1))
    Lanes.alternate(left.0, right.0).store(to: lines)
    Lanes.alternateUpper(left.0, right.0).store(to: lines + Lanes.count)
    Lanes.alternate(left.1, right.1).store(to: lines + length)
    Lanes.alternateUpper(left.1, right.1).store(to: lines + length + Lanes.count)
  }

  /// Of the sums of products `m` at each point along an axis, the outputs.
  @inline(__always)
  private static func output<Lanes: NumberLanes>(_ m: Six<Lanes>) -> (Lanes, Lanes) {
    (
      m.0 + ((m.1 + m.2) + (m.3 + m.4)),
      m.5.fused(Lanes(nearest: WinogradPoints.a), m.1 - m.2)
        .fused(Lanes(nearest: WinogradPoints.b), m.3 - m.4)
    )
  }

  static var outputTally: Tally { Tally(add: 6, accumulate: 2) }
}
