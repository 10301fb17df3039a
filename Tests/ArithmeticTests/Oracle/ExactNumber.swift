internal import BigInt

/// A real number held exactly: a ratio of integers, or the square root of one.
///
/// Nothing here uses floating-point arithmetic, so it can judge kernels that do.
struct ExactNumber {
  /// Signed; the sign of the number.
  var numerator: BigInt
  /// Positive.
  var denominator: BigInt
  /// Whether the number is the square root of the ratio, which is then not negative.
  var isRoot = false

  init(_ numerator: BigInt, over denominator: BigInt, isRoot: Bool = false) {
    precondition(denominator > 0 && !(isRoot && numerator < 0))
    self.numerator = numerator
    self.denominator = denominator
    self.isRoot = isRoot
  }

  /// A finite floating-point number.
  init(_ value: Double) {
    precondition(value.isFinite)
    let exponentField = Int(value.exponentBitPattern)
    let significand =
      exponentField == 0
      ? value.significandBitPattern : value.significandBitPattern | 1 << 52
    let exponent = max(exponentField, 1) - 1075
    let magnitude = BigInt(significand) << max(exponent, 0)
    self.init(value.sign == .minus ? -magnitude : magnitude, over: BigInt(1) << max(-exponent, 0))
  }

  var isZero: Bool { numerator == 0 }
  var isNegative: Bool { numerator < 0 }

  static func + (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    ExactNumber(
      a.numerator * b.denominator + b.numerator * a.denominator,
      over: a.denominator * b.denominator)
  }

  static func * (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    ExactNumber(a.numerator * b.numerator, over: a.denominator * b.denominator)
  }

  static func / (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    let sign: BigInt = b.isNegative ? -1 : 1
    return ExactNumber(
      sign * a.numerator * b.denominator, over: a.denominator * b.numerator.magnitudeAsInteger)
  }

  static prefix func - (a: ExactNumber) -> ExactNumber {
    ExactNumber(-a.numerator, over: a.denominator)
  }

  /// The square root of a number that is not negative and not itself a root.
  var squareRoot: ExactNumber { ExactNumber(numerator, over: denominator, isRoot: true) }

  /// The greatest integer e with 2^e ≤ |self|; the number is not zero.
  var exponent: Int {
    let guess = numerator.magnitude.bitWidth - denominator.magnitude.bitWidth
    let top = numerator.magnitude << max(-guess, 0)
    let bottom = denominator.magnitude << max(guess, 0)
    let ofRatio = top >= bottom ? guess : guess - 1
    return isRoot ? ofRatio >> 1 : ofRatio
  }

  /// The integer part of |self| / 2^exponent, and whether nothing was cut off.
  func units(of exponent: Int) -> (integer: BigUInt, isExact: Bool) {
    let shift = isRoot ? 2 * exponent : exponent
    let (quotient, remainder) = (numerator.magnitude << max(-shift, 0))
      .quotientAndRemainder(dividingBy: denominator.magnitude << max(shift, 0))
    guard isRoot else { return (quotient, remainder == 0) }
    let root = quotient.squareRoot()
    return (root, remainder == 0 && root * root == quotient)
  }
}

extension BigInt {
  fileprivate var magnitudeAsInteger: BigInt { BigInt(magnitude) }
}
