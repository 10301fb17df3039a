/// The F distribution of Fisher and Snedecor.
package struct FisherDistribution {
  package let numerator: Double
  package let denominator: Double

  /// - Parameters: degrees of freedom, above 0.
  package init(numerator: Double, denominator: Double) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// P(F ≥ f).
  package func upper(_ f: Double) -> Double {
    guard !f.isNaN, numerator > 0, denominator > 0 else { return .nan }
    if f <= 0 { return 1 }
    if f.isInfinite { return 0 }
    let sum = denominator + numerator * f
    return IncompleteBeta.regularized(
      denominator / sum, complement: numerator * f / sum, denominator / 2, numerator / 2
    ).lower
  }

  /// Whether two variances are equal: P of a ratio as far from 1, to both sides.
  package func twoSided(_ f: Double) -> Double {
    let upper = upper(f)
    return min(1, 2 * min(upper, 1 - upper))
  }
}
