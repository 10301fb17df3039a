internal import BigInt

/// Elementary functions of binary64 numbers to about 190 significant bits, in fixed point.
///
/// Results of arguments other than those with exact values are irrational, so that this many bits
/// tell their neighbours in a format and their place between them.
enum ExactFunction: String, CaseIterable {
  case exponential, logarithm

  /// Fractional bits of the fixed point.
  private static let bits = 320

  /// - Parameter x: finite, with |x| ≤ 1000 for the exponential, positive for the logarithm, and
  ///   not an argument with an exact result (0 and 1).
  func callAsFunction(_ x: Double) -> ExactNumber {
    switch self {
    case .exponential: Self.exponential(x)
    case .logarithm: Self.logarithm(x)
    }
  }

  /// e^x = 2^k e^r with r = x − k ln 2, by Taylor's series.
  private static func exponential(_ x: Double) -> ExactNumber {
    let argument = fixed(ExactNumber(x))
    let k = Int((x / 0.6931471805599453).rounded())
    let r = argument - BigInt(k) * ln2
    var sum = BigInt(0)
    var term = BigInt(1) << bits
    var n = 0
    while term != 0 {
      sum += term
      n += 1
      term = ((term * r) >> bits) / BigInt(n)
    }
    // e^x is not 1, however small x is.
    if sum == BigInt(1) << bits { sum += x < 0 ? -1 : 1 }
    return ExactNumber(sum << max(k, 0), over: BigInt(1) << (bits + max(-k, 0)))
  }

  /// ln x = e ln 2 + 2 artanh((m − 1) / (m + 1)) with x = m 2^e.
  private static func logarithm(_ x: Double) -> ExactNumber {
    let exponent = Int(x.exponent) + (x.significand > 1.4 ? 1 : 0)
    let m = ExactNumber(
      Double(sign: .plus, exponent: Int(x.exponent) - exponent, significand: x.significand))
    let one = ExactNumber(1)
    let z = fixed((m + -one) / (m + one))
    let square = (z * z) >> bits
    var sum = BigInt(0)
    var power = z
    var n = 1
    while power != 0 && power != -1 {
      sum += power / BigInt(n)
      power = (power * square) >> bits
      n += 2
    }
    return ExactNumber(2 * sum + BigInt(exponent) * ln2, over: BigInt(1) << bits)
  }

  private static func fixed(_ x: ExactNumber) -> BigInt {
    (x.numerator << bits) / x.denominator
  }

  /// ln 2 = Σ 1 / (n 2^n).
  private static let ln2: BigInt = {
    let one = BigInt(1) << (bits + 32)
    var sum = BigInt(0)
    for n in 1...(bits + 32) { sum += (one >> n) / BigInt(n) }
    return sum >> 32
  }()
}
