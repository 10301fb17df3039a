import Arithmetic
import Support
import Testing

@testable import Statistics

@Suite struct NumericalVariabilityTests {
  @Test(.enabled(if: Python.isAvailable)) func ratiosAreThoseOfNumPy() throws {
    let stream = RandomStream(key: 2, stream: 0)
    let rows = (0..<12).map { person -> [Double] in
      let own: Double = 5 * stream.normal(UInt64(person))
      return (0..<6).map { repeated -> Double in
        own + stream.normal(UInt64(50 + 6 * person + repeated))
      }
    }
    let expected = try Python.numbers(
      """
      import numpy as np, scipy.stats as s
      x = \(Python.array(rows))
      n = np.sqrt(x.var(axis=1, ddof=1).mean()); p = np.sqrt(x.var(axis=0, ddof=1).mean())
      v = n / p
      print(n, p, 2 * s.t.pdf(2.1, 10) * v, 2 * v / np.sqrt(12), v * np.sqrt((1 - 0.3**2)**3 / 11))
      m, d = 0.04, 0.02
      k = m * (1 - m) / d**2 - 1
      print(1 - s.beta.cdf(0.05, m * k, (1 - m) * k))
      """)
    let own = try #require(NumericalVariability(rows))
    let found = [
      own.numerical, own.population, own.deviationOfProbability(t: -2.1, degreesOfFreedom: 10),
      own.deviationOfEffectSize(people: 12), own.deviationOfCorrelation(0.3, people: 12),
      NumericalVariability.flipProbability(0.04, deviation: 0.02, level: 0.05),
    ]
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-10)) }
  }

  /// Samples of people have the ratios that the people themselves would have, missing numbers too.
  @Test(arguments: [false, true]) func samplesAreMeasuredAsTheyAre(_ isComplete: Bool) {
    let stream = RandomStream(key: 6, stream: 0)
    let regions = (0..<3).map { region in
      (0..<9).map { person in
        (0..<4).map { repeated -> Double in
          let place = UInt64(100 * region + 10 * person + repeated)
          return !isComplete && stream.word(place) % 4 == 0 ? .nan : 1000 + stream.normal(place)
        }
      }
    }
    let resampled = ResampledVariability(regions)
    for draw in 0..<20 {
      let people = (0..<9).map { Int(stream.word(UInt64(5000 + 9 * draw + $0)) % 9) }
      for (found, rows) in zip(resampled.ratios(people), regions) {
        let expected = NumericalVariability(people.map { rows[$0] })?.ratio ?? .nan
        #expect(agree(found, expected, within: 1e-9 * expected), "\(people)")
      }
    }
  }

  @Test func missingRepeatsAreLeftOut() throws {
    let own = try #require(
      NumericalVariability([[1, 3, .nan], [10, .nan, 14], [5, .nan, .nan]]))
    #expect(agree(own.numerical, (5.0).squareRoot(), within: 1e-15))
    #expect(NumericalVariability([[1], [2]]) == nil)
    #expect(NumericalVariability.flipProbability(0.5, deviation: 0, level: 0.05) == 0)
  }

  @Test(.enabled(if: Python.isAvailable)) func proportionsHaveIntervals() throws {
    // arcsin √(k/(n+1)) + arcsin √((k+1)/(n+1)).
    let expected = try Python.numbers(
      "import math; print(math.asin(math.sqrt(7/31)) + math.asin(math.sqrt(8/31)))")
    #expect(agree(FreemanTukey.transform(7, of: 30), expected[0], within: 1e-13))
    let interval = FreemanTukey.interval(7, of: 30, confidence: 0.95)
    #expect(interval.low > 0.09 && interval.low < 0.14)
    #expect(interval.high > 0.37 && interval.high < 0.44)
    let none = FreemanTukey.interval(0, of: 30, confidence: 0.95)
    #expect(none.low == 0 && none.high > 0.02 && none.high < 0.15)
  }
}
