internal import BigInt

/// Elementary functions of binary64 numbers to at least 190 significant bits, in fixed point.
///
/// Results of arguments other than those with exact values are irrational, so that this many bits
/// tell their neighbours in a format and their place between them.
enum ExactFunction: String, CaseIterable {
  case exponential, logarithm, hyperbolicTangent, sine, cosine
  case exponentialLessOne, errorFunction

  /// Fractional bits of the fixed point, and where arguments may be very small or very large.
  private static let bits = 320
  private static let manyBits = 1500

  /// - Parameter x: finite; |x| ≤ 1000 for the exponential and the hyperbolic tangent, |x| ≤ 12 for
  ///   the error function, positive for the logarithm, below zero for e^x − 1, and not an argument with an exact result (0 and 1).
  func callAsFunction(_ x: Double) -> ExactNumber {
    switch self {
    case .exponential: Self.exponential(of: Self.fixed(ExactNumber(x), Self.bits), x < 0)
    case .logarithm: ExactNumber(Self.logarithm(x), scale: -Self.bits)
    case .hyperbolicTangent: Self.hyperbolicTangent(x)
    case .sine: Self.sine(x, quarters: 0)
    case .cosine: Self.sine(x.magnitude, quarters: 1)
    case .exponentialLessOne: Self.exponentialLessOne(x)
    case .errorFunction: Self.errorFunction(x)
    }
  }

  /// x^y for positive x; exact where y is an integer of at most 64, else e^(y ln x), which must not be
  /// exact.
  static func power(_ x: Double, _ y: Double) -> ExactNumber {
    if y.rounded() == y, y.magnitude <= 64 {
      let factor = y < 0 ? ExactNumber(1) / ExactNumber(x) : ExactNumber(x)
      return (0..<Int(y.magnitude)).reduce(ExactNumber(1)) { result, _ in result * factor }
    }
    let exponent = ExactNumber(logarithm(x), scale: -bits) * ExactNumber(y)
    return exponential(of: fixed(exponent, bits), (y < 0) != (x < 1))
  }

  /// e^r in fixed point: 2^k e^s with s = r − k ln 2, by Taylor's series.
  private static func exponential(of r: BigInt, _ isBelowOne: Bool) -> ExactNumber {
    let k = Int(r / ln2)
    let s = r - BigInt(k) * ln2
    var sum = BigInt(0)
    var term = BigInt(1) << bits
    var n = 0
    while term != 0 && term != -1 {
      sum += term
      n += 1
      term = ((term * s) >> bits) / BigInt(n)
    }
    // e^x is not 1, however small x is.
    if k == 0 && sum == BigInt(1) << bits { sum += isBelowOne ? -1 : 1 }
    return ExactNumber(sum, scale: k - bits)
  }

  /// ln x = e ln 2 + 2 artanh((m − 1) / (m + 1)) with x = m 2^e, in fixed point.
  private static func logarithm(_ x: Double) -> BigInt {
    let exponent = Int(x.exponent) + (x.significand > 1.4 ? 1 : 0)
    let m = ExactNumber(
      Double(sign: .plus, exponent: Int(x.exponent) - exponent, significand: x.significand))
    let one = ExactNumber(1)
    let z = fixed((m + -one) / (m + one), bits)
    let square = (z * z) >> bits
    var sum = BigInt(0)
    var power = z
    var n = 1
    while power != 0 && power != -1 {
      sum += power / BigInt(n)
      power = (power * square) >> bits
      n += 2
    }
    return 2 * sum + BigInt(exponent) * ln2
  }

  /// The odd and even terms of Taylor's series of e^r, or of sin r and cos r with `alternates`.
  private static func series(_ r: BigInt, alternates: Bool) -> (odd: BigInt, even: BigInt) {
    var sums = [BigInt(0), BigInt(0)]
    var term = BigInt(1) << manyBits
    var n = 0
    while term != 0 {
      sums[n & 1] += alternates && n & 2 == 2 ? -term : term
      n += 1
      term = ((term * r) >> manyBits) / BigInt(n)
    }
    return (sums[1], sums[0])
  }

  /// sinh |x| / cosh |x|.
  private static func hyperbolicTangent(_ x: Double) -> ExactNumber {
    let argument = fixed(ExactNumber(x.magnitude), manyBits)
    var (sinh, cosh) = series(argument, alternates: false)
    // Of a tiny number it is less, and of a large one less than 1.
    if sinh == argument || sinh == cosh { sinh -= 1 }
    return ExactNumber(x < 0 ? -sinh : sinh, over: cosh)
  }

  /// e^x − 1 = (1 − e^−x) / e^−x.
  private static func exponentialLessOne(_ x: Double) -> ExactNumber {
    let terms = series(fixed(ExactNumber(-x), manyBits), alternates: false)
    let power = terms.odd + terms.even
    return ExactNumber((BigInt(1) << manyBits) - power, over: power)
  }

  /// 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)).
  private static func errorFunction(_ x: Double) -> ExactNumber {
    let argument = fixed(ExactNumber(x.magnitude), manyBits)
    let square = (argument * argument) >> manyBits
    var (sum, power, n) = (BigInt(0), argument, 0)
    while power != 0 {
      sum += (n & 1 == 1 ? -power : power) / BigInt(2 * n + 1)
      n += 1
      power = ((power * square) >> manyBits) / BigInt(n)
    }
    // √π with as many bits.
    let root = ((halfPi >> 1099) << manyBits).squareRoot()
    return ExactNumber(x < 0 ? -2 * sum : 2 * sum, over: root)
  }

  /// sin(x + quarters π/2), the argument less the nearest multiple of π/2 in fixed point.
  private static func sine(_ x: Double, quarters: Int) -> ExactNumber {
    let argument = fixed(ExactNumber(x.magnitude), manyBits)
    // π/2 times a multiple of up to 2¹⁰²⁴ has to keep its bits.
    let turns = (argument << 1100) + (halfPi >> 1)
    let multiple = turns / halfPi
    let r = (turns - (halfPi >> 1) - multiple * halfPi) >> 1100
    var (sine, cosine) = series(r.magnitude == 0 ? 0 : BigInt(r.magnitude), alternates: true)
    if cosine == BigInt(1) << manyBits { cosine -= 1 }
    if multiple == 0 && sine == argument { sine -= 1 }
    if r < 0 { sine = -sine }
    let quadrant = Int(multiple % 4) + quarters
    var result = quadrant & 1 == 0 ? sine : cosine
    if quadrant & 2 == 2 { result = -result }
    return ExactNumber(x < 0 ? -result : result, scale: -manyBits)
  }

  private static func fixed(_ x: ExactNumber, _ bits: Int) -> BigInt {
    let shift = bits + x.scale
    return (x.numerator << max(shift, 0)) / (x.denominator << max(-shift, 0))
  }

  /// ln 2 = Σ 1 / (n 2^n).
  private static let ln2: BigInt = {
    let one = BigInt(1) << (bits + 32)
    var sum = BigInt(0)
    for n in 1...(bits + 32) { sum += (one >> n) / BigInt(n) }
    return sum >> 32
  }()

  /// π/2 = 8 arctan(1/5) − 2 arctan(1/239), Machin 1706; with 1100 bits more than `manyBits`.
  private static let halfPi: BigInt = {
    let one = BigInt(1) << (manyBits + 1132)
    func arctangent(of reciprocal: Int) -> BigInt {
      var power = one / BigInt(reciprocal)
      var (sum, n) = (BigInt(0), 1)
      while power != 0 {
        sum += (n & 2 == 2 ? -power : power) / BigInt(n)
        power /= BigInt(reciprocal * reciprocal)
        n += 2
      }
      return sum
    }
    return (8 * arctangent(of: 5) - 2 * arctangent(of: 239)) >> 32
  }()
}
