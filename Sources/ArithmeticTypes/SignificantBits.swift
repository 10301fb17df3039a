/// How many leading bits of a number the samples of it agree on.
///
/// With samples X, a reference x and their error Z, which is X − x or X/x − 1:
/// - `parker`: −log2 |σ/μ|, with the sample standard deviation σ (divisor n − 1) and the mean μ
///   (Parker 1997, Monte Carlo Arithmetic);
/// - `cnh`: a lower bound under the hypothesis that Z is normal and centred, and
/// - `general`: the largest whole k with every |Z| ≤ 2⁻ᵏ, no distribution assumed (both Sohier et
///   al. 2021, ACM TOMS 47(2), with the conventions of the Python package significantdigits).
///
/// Edge cases: samples that do not differ from the reference keep `precision` bits (`cnh` takes its
/// correction off these too, as significantdigits does); samples that agree with one another but not
/// with the reference count by their distance from it; a reference that is not finite gives NaN, so
/// that the number is skipped, and so it is under every method where a sample is not finite and
/// their mean is the reference; a NaN or infinite Z from a finite reference gives 0 bits under
/// `general`, for the number is lost, and NaN under `cnh`; a zero mean gives −∞ under `parker`, or
/// `precision` where the samples are all zero.
package struct SignificantBits: Equatable, Sendable {
  package enum Method: String, CaseIterable, Sendable { case parker, cnh, general }
  package enum ErrorKind: String, CaseIterable, Sendable { case relative, absolute }

  package let method: Method
  package let error: ErrorKind
  /// Bits of the samples' format: the answer where samples do not differ.
  package let precision: Int
  /// What `cnh` takes off for a finite number of samples.
  package let correction: Double
  /// Whether numbers whose reference is 0 get NaN.
  package let skipsZeros: Bool

  package init(
    method: Method, error: ErrorKind, precision: Int, correction: Double, skipsZeros: Bool
  ) {
    self.method = method
    self.error = error
    self.precision = precision
    self.correction = correction
    self.skipsZeros = skipsZeros
  }

  /// What sums of squared deviations of so many samples are divided by for the variance.
  package func deviationDivisor(_ samples: Int) -> Double {
    Double(method == .parker ? samples - 1 : samples)
  }
}

/// Samples of the same numbers, each a line of them in memory.
package enum SampleLines: @unchecked Sendable {
  case binary32([UnsafeBufferPointer<Float>])
  case binary64([UnsafeBufferPointer<Double>])
}
