import Arithmetic
import Support
import Testing

@testable import Statistics

@Suite struct TTestTests {
  private let a = [5.1, 4.9, 6.2, 5.8, 6.0, 5.5, 5.3]
  private let b = [4.4, 5.0, 4.7, 5.2, 4.1, 4.9, 5.6, 4.2, 4.6]

  @Test(.enabled(if: Python.isAvailable)) func testsAreThoseOfSciPy() throws {
    let expected = try Python.numbers(
      """
      import numpy as np, scipy.stats as s
      a = \(Python.array(a)); b = \(Python.array(b))
      for r in (s.ttest_1samp(a, 0), s.ttest_rel(a, b[:7]), s.ttest_ind(a, b),
                s.ttest_ind(a, b, equal_var=False)):
          i = r.confidence_interval(0.9)
          print(r.statistic, r.pvalue, r.df, i.low, i.high)
      """)
    let tests = [
      TTest(ofOne: a), TTest(pairs: a, Array(b.prefix(7))), TTest(groups: a, b, pooled: true),
      TTest(groups: a, b, pooled: false),
    ]
    for (place, test) in tests.enumerated() {
      let test = try #require(test)
      let interval = test.interval(0.9)
      let found = [
        test.statistic, test.probability, test.degreesOfFreedom, interval.low, interval.high,
      ]
      for (x, y) in zip(found, expected[5 * place..<5 * place + 5]) {
        #expect(agree(x, y, within: 1e-10 * max(1, abs(y))))
      }
    }
  }

  @Test(.enabled(if: Python.isAvailable)) func distributionsAreThoseOfSciPy() throws {
    let points = [(0.3, 1.0), (2.5, 3.0), (-7.0, 4.5), (40.0, 12.0), (0.001, 500.0), (3.2, 1e6)]
    let expected = try Python.numbers(
      """
      import numpy as np, scipy.stats as s
      for t, n in \(points.map { "(\($0.0), \($0.1))" }.reduce("[") { $0 + $1 + "," } + "]"):
          print(2 * s.t.sf(abs(t), n), s.t.ppf(0.975, n), s.f.sf(abs(t), 3, n), s.t.pdf(t, n),
                s.beta.cdf(abs(t) / (1 + abs(t)), 2.5, n), s.beta.ppf(0.2, 0.2, n))
      """)
    for (place, point) in points.enumerated() {
      let student = StudentDistribution(degreesOfFreedom: point.1)
      let x = abs(point.0)
      let found = [
        student.twoSided(point.0), student.quantile(0.975),
        FisherDistribution(numerator: 3, denominator: point.1).upper(x), student.density(point.0),
        IncompleteBeta.regularized(x / (1 + x), 2.5, point.1).lower,
        IncompleteBeta.quantile(0.2, 0.2, point.1),
      ]
      for (x, y) in zip(found, expected[6 * place..<6 * place + 6]) {
        #expect(agree(x, y, within: 1e-9 * abs(y) + 1e-300), "\(point)")
      }
    }
  }

  /// Identical methods differ by chance alone: of 1,000 comparisons over ten folds about 5 % are called
  /// different, where folds hang together as cross-validation makes them.
  @Test func theResampledTestKeepsItsLevel() throws {
    let stream = RandomStream(key: 3, stream: 0)
    // Errors of two methods on 200 people; a fold's mean shares the training of the others.
    var found = 0
    for trial in 0..<1000 {
      let start = UInt64(trial * 1000)
      let shared = stream.normal(start) * (1.0 / 9).squareRoot()
      let differences = (1...10).map { shared + stream.normal(start + UInt64($0)) }
      let test = try #require(TTest(resampled: differences, testToTraining: 1.0 / 9))
      if test.probability < 0.05 { found += 1 }
    }
    #expect((25...75).contains(found), "\(found)")
  }

  @Test func theResampledTestIsItsFormula() throws {
    let test = try #require(TTest(resampled: [1, 2, 3, 6], testToTraining: 1.0 / 3))
    // d̄ = 3, s² = 14/3.
    #expect(agree(test.statistic, 3 / (7.0 / 12 * 14 / 3).squareRoot(), within: 1e-14))
    #expect(test.degreesOfFreedom == 3)
    #expect(TTest(resampled: [1], testToTraining: 1) == nil)
  }
}
