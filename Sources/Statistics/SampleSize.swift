import Arithmetic

/// How much a number of samples can say where nothing is assumed of their distribution.
///
/// Sohier et al. (2021), Confidence intervals for stochastic arithmetic, ACM TOMS 47(2), section 5.
package enum SampleSize {
  /// The least number of samples that supports `probability` with `confidence`: ⌈ln α / ln p⌉.
  package static func required(probability: Double, confidence: Double) -> Int {
    Int(
      (ElementaryFunctions.logarithm(1 - confidence) / ElementaryFunctions.logarithm(probability))
        .rounded(.up))
  }

  /// The probability that `samples` successes out of as many trials support with `confidence`:
  /// at least 1 + ln α / n, never below zero.
  package static func supportedProbability(samples: Int, confidence: Double) -> Double {
    max(0, 1 + ElementaryFunctions.logarithm(1 - confidence) / Double(samples))
  }
}
