internal import ArithmeticTypes

/// F(4, 3).
enum WinogradThreeTaps: WinogradForm {
  static var outputs: Int { 4 }

  @inline(__always)
  static func voxels<Lanes: NumberLanes>(_ line: UnsafePointer<Lanes.Real>) -> Six<Lanes> {
    let count = Lanes.count
    let four = Lanes.split(
      Lanes(from: line), Lanes(from: line + count), Lanes(from: line + 2 * count),
      Lanes(from: line + 3 * count))
    return (
      four.0, four.1, four.2, four.3, four.0.shifted(line[4 * count]),
      four.1.shifted(line[4 * count + 1])
    )
  }

  @inline(__always)
  static func filter(_ tap: (_ index: Int) -> DoubleLanes) -> Six<DoubleLanes> {
    let (a, b) = (WinogradPoints.a, WinogradPoints.b)
    let (first, middle, last) = (tap(0), tap(1), tap(2))
    return WinogradPoints.factors(
      first: first, (first + DoubleLanes(a * a) * last, DoubleLanes(a) * middle),
      (first + DoubleLanes(b * b) * last, DoubleLanes(b) * middle), last: last)
  }

  static var filterTally: Tally {
    WinogradPoints.factorTally.adding(Tally(add: 2, multiply: 4))
  }

  @inline(__always)
  static func outputs<Lanes: NumberLanes>(
    _ sums: (_ y: Int) -> Six<Lanes>, to lines: UnsafeMutablePointer<Lanes.Real>, length: Int
  ) {
    let (r0, r1, r2) = (output(sums(0)), output(sums(1)), output(sums(2)))
    let (r3, r4, r5) = (output(sums(3)), output(sums(4)), output(sums(5)))
    let x0 = output((r0.0, r1.0, r2.0, r3.0, r4.0, r5.0))
    let x1 = output((r0.1, r1.1, r2.1, r3.1, r4.1, r5.1))
    let x2 = output((r0.2, r1.2, r2.2, r3.2, r4.2, r5.2))
    let x3 = output((r0.3, r1.3, r2.3, r3.3, r4.3, r5.3))
    @inline(__always) func store(_ y: Int, _ four: (Lanes, Lanes, Lanes, Lanes)) {
      let line = lines + y * length
      let joined = Lanes.join(four.0, four.1, four.2, four.3)
      joined.0.store(to: line)
      joined.1.store(to: line + Lanes.count)
      joined.2.store(to: line + 2 * Lanes.count)
      joined.3.store(to: line + 3 * Lanes.count)
    }
    store(0, (x0.0, x1.0, x2.0, x3.0))
    store(1, (x0.1, x1.1, x2.1, x3.1))
    store(2, (x0.2, x1.2, x2.2, x3.2))
    store(3, (x0.3, x1.3, x2.3, x3.3))
  }

  /// Of the sums of products `m` at each point along an axis, the outputs.
  @inline(__always)
  private static func output<Lanes: NumberLanes>(_ m: Six<Lanes>) -> (Lanes, Lanes, Lanes, Lanes) {
    let (a, b) = (WinogradPoints.a, WinogradPoints.b)
    let (sum, difference) = (m.1 + m.2, m.1 - m.2)
    let (otherSum, otherDifference) = (m.3 + m.4, m.3 - m.4)
    return (
      m.0 + (sum + otherSum),
      (Lanes(nearest: a) * difference).fused(Lanes(nearest: b), otherDifference),
      (Lanes(nearest: a * a) * sum).fused(Lanes(nearest: b * b), otherSum),
      m.5.fused(Lanes(nearest: a * a * a), difference)
        .fused(Lanes(nearest: b * b * b), otherDifference)
    )
  }

  static var outputTally: Tally { Tally(add: 6, multiply: 2, accumulate: 4) }
}
