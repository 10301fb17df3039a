import Arithmetic

/// The χ² distribution with a number of degrees of freedom.
package struct ChiSquaredDistribution {
  /// Greater than zero.
  package let degreesOfFreedom: Double

  package init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(X ≤ x) and P(X > x), each computed without subtracting it from one where it is the smaller.
  package func tails(_ x: Double) -> (lower: Double, upper: Double) {
    IncompleteGamma.regularized(shape: degreesOfFreedom / 2, x / 2)
  }

  /// The x with P(X ≤ x) = `probability`, to a relative error below 1e-12.
  ///
  /// Starts from the approximation of Wilson and Hilferty (1931) and takes Newton steps inside a
  /// shrinking bracket.
  ///
  /// - Parameter probability: 0 gives 0, 1 gives +∞, anything outside gives NaN.
  package func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1, degreesOfFreedom > 0 else { return .nan }
    if probability == 0 { return 0 }
    if probability == 1 { return .infinity }

    let half = degreesOfFreedom / 2
    var bracket = (low: 0.0, high: Double.infinity)
    var x = start(probability)
    for _ in 0..<200 {
      let (lower, upper) = tails(x)
      let excess = probability <= 0.5 ? lower - probability : (1 - probability) - upper
      if excess > 0 { bracket.high = x } else { bracket.low = x }
      let exponent =
        (half - 1) * ElementaryFunctions.logarithm(x / 2) - x / 2
        - IncompleteGamma.logarithmOfGamma(half)
      let density = ElementaryFunctions.exponential(exponent) / 2
      var next = x - excess / density
      if !(next > bracket.low && next < bracket.high) {
        next = bracket.high.isFinite ? (bracket.low + bracket.high) / 2 : 2 * x
      }
      let step = abs(next - x)
      x = next
      if step <= 2e-16 * x { break }
    }
    return x
  }

  private func start(_ probability: Double) -> Double {
    let spread = 2 / (9 * degreesOfFreedom)
    let root = 1 - spread + NormalDistribution.quantile(probability) * spread.squareRoot()
    if root > 0.1 { return degreesOfFreedom * root * root * root }
    // Far in the lower tail P(X ≤ x) ≈ (x/2)^(k/2) / Γ(k/2 + 1).
    let half = degreesOfFreedom / 2
    let logarithm =
      ElementaryFunctions.logarithm(probability) + IncompleteGamma.logarithmOfGamma(half + 1)
    return max(2 * ElementaryFunctions.exponential(logarithm / half), .leastNormalMagnitude)
  }
}
