import Testing

@testable import Figures

@Suite struct AxisTests {
  @Test(arguments: [
    (0.0, 10.0, ["0", "2", "4", "6", "8", "10"]), (18.2, 81.9, ["20", "40", "60", "80"]),
    (0.0012, 0.0029, ["0.0015", "0.0020", "0.0025"]),
    (-3.0, 3.0, ["−3", "−2", "−1", "0", "1", "2", "3"]),
  ])
  func roundNumbers(low: Double, high: Double, texts: [String]) {
    let axis = Axis("x", from: low, to: high)
    #expect(axis.ticks.map(\.text) == texts)
    #expect(axis.position(low) == 0 && axis.position(high) == 1)
  }

  @Test func coversNumbersByRoundEnds() {
    let axis = Axis("x", covering: [19.4, 71.2, .nan, .infinity])
    #expect(axis.low == 10 && axis.high == 80)
    #expect(Axis("x", covering: [3, 5], withZero: true).low == 0)
  }

  /// Nothing, one number, and numbers of any size give an axis.
  @Test func oddNumbers() {
    for values in [[], [5], [0], [1e-12, 2e-12], [-1e12, 1e12], [.nan]] as [[Double]] {
      let axis = Axis("x", covering: values)
      #expect(axis.low < axis.high && axis.low.isFinite && axis.high.isFinite)
      #expect((1...20).contains(axis.ticks.count), "\(values): \(axis.ticks)")
    }
  }
}
