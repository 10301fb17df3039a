import Support
import Testing

@testable import Statistics

struct ChiSquaredDistributionTests {
  /// Quantiles printed in tables of the χ² distribution.
  @Test(arguments: [
    (1.0, 0.95, 3.841), (1, 0.025, 0.000982), (2, 0.95, 5.991), (9, 0.025, 2.700),
    (9, 0.975, 19.023), (10, 0.05, 3.940), (30, 0.01, 14.953), (100, 0.975, 129.561),
  ])
  func tableValues(degrees: Double, probability: Double, quantile: Double) {
    let found = ChiSquaredDistribution(degreesOfFreedom: degrees).quantile(probability)
    #expect(abs(found - quantile) <= 6e-4 * quantile)
  }

  /// With two degrees of freedom the distribution is exponential: −2 ln(1 − p).
  @Test func exponentialCase() {
    let distribution = ChiSquaredDistribution(degreesOfFreedom: 2)
    for (probability, expected) in [(0.5, 1.3862943611198906), (0.75, 2.772588722239781)] {
      #expect(abs(distribution.quantile(probability) - expected) <= 1e-14 * expected)
    }
  }

  @Test func edges() {
    let distribution = ChiSquaredDistribution(degreesOfFreedom: 9)
    #expect(distribution.quantile(0) == 0)
    #expect(distribution.quantile(1) == .infinity)
    #expect(distribution.quantile(2).isNaN)
    #expect(ChiSquaredDistribution(degreesOfFreedom: 0).quantile(0.5).isNaN)
  }

  @Test func quantileInvertsTails() {
    for degrees in [0.5, 1, 3, 17, 250, 4000] {
      let distribution = ChiSquaredDistribution(degreesOfFreedom: degrees)
      for probability in [1e-6, 0.01, 0.3, 0.5, 0.9, 0.9999] {
        let (lower, upper) = distribution.tails(distribution.quantile(probability))
        #expect(abs(lower - probability) <= 1e-11 * max(probability, 1e-3))
        #expect(lower + upper == 1)
      }
    }
  }

  @Test(.enabled(if: Python.isAvailable)) func equalsSciPy() throws {
    let degrees: [Double] = [1, 2, 3, 4, 9, 10, 29, 99, 999, 10_000]
    let probabilities = [1e-10, 1e-3, 0.005, 0.025, 0.25, 0.5, 0.8, 0.975, 0.999999]
    let expected = try Python.numbers(
      "import numpy as np, scipy.stats as s\n"
        + "for k in \(Python.array(degrees)):\n"
        + "  print(*[repr(float(x)) for x in s.chi2.ppf(\(Python.array(probabilities)), k)])")
    try #require(expected.count == degrees.count * probabilities.count)
    var index = 0
    for degree in degrees {
      for probability in probabilities {
        let found = ChiSquaredDistribution(degreesOfFreedom: degree).quantile(probability)
        #expect(
          abs(found - expected[index]) <= 1e-12 * expected[index],
          "\(degree) degrees, p = \(probability): \(found), SciPy \(expected[index])")
        index += 1
      }
    }
  }
}
