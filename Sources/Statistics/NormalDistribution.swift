import Arithmetic

/// The standard normal distribution.
package enum NormalDistribution {
  /// P(X ≤ x): half the probability that χ² with one degree of freedom is beyond x², in the lower
  /// tail, so that the tail keeps its relative accuracy.
  package static func cumulative(_ x: Double) -> Double {
    let (lower, upper) = IncompleteGamma.regularized(shape: 0.5, x * x / 2)
    return x < 0 ? upper / 2 : (1 + lower) / 2
  }

  /// The x with P(X ≤ x) = `probability`, to a relative error below 1e-14.
  ///
  /// Starts from the rational approximation 26.2.23 of Abramowitz and Stegun (error below 4.5e-4)
  /// and takes Halley steps on the complementary error function.
  ///
  /// - Parameter probability: 0 gives −∞, 1 gives +∞, anything outside gives NaN.
  package static func quantile(_ probability: Double) -> Double {
    guard probability >= 0, probability <= 1 else { return .nan }
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    if probability == 0.5 { return 0 }
    // 1 − p is exact for p ≥ ½, and the lower tail keeps its relative accuracy.
    if probability > 0.5 { return -quantile(1 - probability) }

    let t = (-2 * ElementaryFunctions.logarithm(probability)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = numerator / denominator - t
    for _ in 0..<4 {
      let density = ElementaryFunctions.exponential(-x * x / 2) / (2 * Double.pi).squareRoot()
      let newton = (cumulative(x) - probability) / density
      guard newton.isFinite else { break }
      let step = newton / (1 + newton * x / 2)
      x -= step
      if abs(step) <= 1e-16 * abs(x) { break }
    }
    return x
  }
}
