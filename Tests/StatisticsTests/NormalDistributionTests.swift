import Support
import Testing

@testable import Statistics

struct NormalDistributionTests {
  /// Quantiles printed in tables of the normal distribution, to sixteen figures.
  @Test(arguments: [
    (0.75, 0.6744897501960817), (0.9, 1.2815515655446004), (0.95, 1.6448536269514722),
    (0.975, 1.959963984540054), (0.99, 2.3263478740408408), (0.995, 2.5758293035489004),
    (0.999, 3.090232306167813), (1e-10, -6.361340902404056),
  ])
  func tableValues(probability: Double, quantile: Double) {
    let found = NormalDistribution.quantile(probability)
    #expect(abs(found - quantile) <= 1e-12 * abs(quantile))
  }

  @Test func edges() {
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.quantile(0.5) == 0)
    #expect(NormalDistribution.quantile(-0.1).isNaN)
    #expect(NormalDistribution.quantile(1.1).isNaN)
    #expect(NormalDistribution.quantile(.nan).isNaN)
  }

  @Test func symmetric() {
    for p in stride(from: 0.5, to: 1, by: 0.0078125) {
      #expect(NormalDistribution.quantile(p) == -NormalDistribution.quantile(1 - p))
    }
  }

  @Test(.enabled(if: Python.isAvailable)) func equalsSciPy() throws {
    let probabilities =
      [1e-300, 1e-100, 1e-20, 1e-5] + stride(from: 0.001, to: 1, by: 0.0131) + [1 - 1e-12]
    let expected = try Python.numbers(
      "import numpy as np, scipy.stats as s\n"
        + "print(*[repr(float(x)) for x in s.norm.ppf(\(Python.array(probabilities)))])")
    try #require(expected.count == probabilities.count)
    for (probability, quantile) in zip(probabilities, expected) {
      let found = NormalDistribution.quantile(probability)
      #expect(abs(found - quantile) <= 1e-12 * max(abs(quantile), 1e-2), "p = \(probability)")
    }
  }
}
