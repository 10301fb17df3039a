import Arithmetic
import Support
import Testing

@testable import Statistics

@Suite struct BootstrapTests {
  private let stream = RandomStream(key: 81, stream: 0)
  /// Skewed, so that corrections matter.
  private var values: [Double] {
    (0..<25).map {
      let own = stream.normal(900_000 + UInt64($0))
      return own * own
    }
  }

  /// Of the same samples, by NumPy: BCa as SciPy has it, between the percentiles of Student's distribution.
  @Test(.enabled(if: Python.isAvailable)) func endsAreCorrectedForBiasAndAcceleration() throws {
    let (values, draws) = (values, 500)
    let bootstrap = Bootstrap(draws: draws, stream: stream)
    let units = (0..<draws).flatMap { draw in
      (0..<25).map { min(Int(stream.uniform(UInt64(25 * draw + $0)) * 25), 24) }
    }
    func mean(_ units: [Int]) -> Double {
      units.reduce(0) { $0 + values[$1] } / Double(units.count)
    }
    let corrected = bootstrap.intervals(0.9, units: 25) { units in [mean(units), .nan] }
    let plain = bootstrap.intervals(0.9, units: 25, members: { units, _ in [mean(units)] })
    let expected = try Python.numbers(
      """
      import numpy as np, scipy.stats as s
      x = \(Python.array(values)); d = x[np.array(\(units)).reshape(500, 25)].mean(axis=1)
      z = np.sqrt(25 / 24) * s.t.ppf(0.95, 24)
      b = s.norm.ppf(((d < x.mean()).sum() + 0.5 * (d == x.mean()).sum()) / 500)
      j = (x.sum() - x) / 24; u = j.mean() - j
      a = (u**3).sum() / (6 * (u**2).sum() ** 1.5)
      for e in (-z, z):
          print(np.quantile(d, s.norm.cdf(b + (b + e) / (1 - a * (b + e)))), np.quantile(d, s.norm.cdf(e)))
      """)
    let found = [corrected[0].low, plain[0].low, corrected[0].high, plain[0].high]
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-9)) }
    #expect(corrected[1].low.isNaN && corrected[1].high.isNaN)
    #expect(corrected[0].low > plain[0].low, "means of squares are skewed to the right")
  }

  @Test func oneUnitHasNoWidth() {
    let interval = Bootstrap(draws: 100, stream: stream).intervals(0.95, units: 1) {
      [Double($0.count)]
    }
    #expect(interval[0].low == 1 && interval[0].high == 1)
  }
}
