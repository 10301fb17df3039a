package import Arithmetic

extension SignificantBits {
  /// - Parameters:
  ///   - samples: at least two.
  ///   - probability: that the bits are significant; inside 0...1, used by `cnh`.
  ///   - confidence: in that statement; inside 0...1, used by `cnh`.
  package init(
    method: Method, error: ErrorKind, precision: Int, samples: Int, probability: Double,
    confidence: Double, skipsZeros: Bool = false
  ) {
    let degrees = Double(samples - 1)
    let chiSquared = ChiSquaredDistribution(degreesOfFreedom: degrees)
      .quantile((1 - confidence) / 2)
    let normal = NormalDistribution.quantile((probability + 1) / 2)
    func binaryLogarithm(_ x: Double) -> Double {
      ElementaryFunctions.logarithm(x) / ElementaryFunctions.logarithm(2)
    }
    self.init(
      method: method, error: error, precision: precision,
      correction: 0.5 * binaryLogarithm(degrees / chiSquared) + binaryLogarithm(normal),
      skipsZeros: skipsZeros)
  }
}
