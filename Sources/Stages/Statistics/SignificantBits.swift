import Glibc

/// How many leading bits of a number the samples of it agree on.
///
/// With samples X, a reference x and their error Z, which is X − x or X/x − 1:
/// - `parker`: −log2 |σ/μ|, with the sample standard deviation σ (divisor n − 1) and the mean μ
///   (Parker 1997, Monte Carlo Arithmetic);
/// - `cnh`: a lower bound under the hypothesis that Z is normal and centred, and
/// - `general`: the largest whole k with every |Z| ≤ 2⁻ᵏ, no distribution assumed (both Sohier et
///   al. 2021, ACM TOMS 47(2), with the conventions of the Python package significantdigits).
struct SignificantBits: Equatable {
  enum Method: String, CaseIterable { case parker, cnh, general }
  enum ErrorKind: String, CaseIterable { case relative, absolute }

  var method: Method
  var error: ErrorKind
  /// Bits of the samples' format: the answer where samples do not differ.
  var precision: Int
  /// What sums of squared deviations are divided by for the variance: n − 1 for `parker`, else n.
  let deviationDivisor: Double
  /// What `cnh` takes off for a finite number of samples.
  let correction: Double

  /// - Parameters:
  ///   - samples: at least two.
  ///   - probability: that the bits are significant; inside 0...1, used by `cnh`.
  ///   - confidence: in that statement; inside 0...1, used by `cnh`.
  init(
    method: Method, error: ErrorKind, precision: Int, samples: Int, probability: Double,
    confidence: Double
  ) {
    self.method = method
    self.error = error
    self.precision = precision
    let degrees = Double(samples - 1)
    deviationDivisor = method == .parker ? degrees : Double(samples)
    let chiSquared = ChiSquaredDistribution(degreesOfFreedom: degrees)
      .quantile((1 - confidence) / 2)
    let normal = NormalDistribution.quantile((probability + 1) / 2)
    correction = 0.5 * log2(degrees / chiSquared) + log2(normal)
  }

  /// Z of one sample; a zero reference makes the relative error infinite or NaN.
  static func error(_ kind: ErrorKind, sample: Double, reference: Double) -> Double {
    switch kind {
    case .relative: sample / reference - 1
    case .absolute: sample - reference
    }
  }

  /// The bits that `moments` of Z, or for `parker` of X, stand for.
  ///
  /// Edge cases: samples that do not differ from the reference keep `precision` bits (`cnh` takes
  /// its correction off these too, as significantdigits does); samples that agree with one another
  /// but not with the reference count by their distance from it; a NaN or infinite Z gives 0 bits
  /// under `general` and NaN under `cnh`; a zero mean gives −∞ under `parker`, or `precision` where
  /// the samples are all zero.
  func bits(_ moments: Moments, reference: Double) -> Double {
    switch method {
    case .parker: parker(moments)
    case .cnh: cnh(moments, reference: reference)
    case .general: general(moments.largest, reference: reference)
    }
  }

  private func parker(_ moments: Moments) -> Double {
    if moments.deviation == 0 { return Double(precision) }
    return min(-log2(abs(moments.deviation / moments.mean)), Double(precision))
  }

  private func cnh(_ moments: Moments, reference: Double) -> Double {
    let deviation = moments.deviation == 0 ? moments.largest : moments.deviation
    if deviation == 0 { return Double(precision) - correction }
    return -log2(deviation) + Double(scale(reference)) - correction
  }

  private func general(_ largest: Double, reference: Double) -> Double {
    guard largest.isFinite else { return 0 }
    if largest == 0 { return Double(precision) }
    // The largest k with largest ≤ 2⁻ᵏ, from the exponent: exact, where log2 would round.
    let exponent = Int(largest.exponent)
    let whole = (largest.significand == 1 ? -exponent : -exponent - 1) + scale(reference)
    return Double(min(max(whole, 0), precision))
  }

  /// Exponent of the reference that an absolute error is counted from.
  private func scale(_ reference: Double) -> Int {
    guard error == .absolute, reference != 0, reference.isFinite else { return 0 }
    return Int(reference.exponent)
  }
}
