internal import BigInt

/// A real number held exactly: a ratio of integers times a power of two, or the square root of one.
///
/// Nothing here uses floating-point arithmetic, so it can judge kernels that do. The power of two is
/// held apart, because sums and products of floating-point numbers then need no long division.
struct ExactNumber {
  /// Signed; the sign of the number.
  var numerator: BigInt
  /// Positive.
  var denominator: BigInt
  /// The exponent of the power of two.
  var scale: Int
  /// Whether the number is the square root of numerator / denominator × 2^scale, which is then not
  /// negative.
  var isRoot: Bool

  init(
    _ numerator: BigInt, over denominator: BigInt = 1, scale: Int = 0, isRoot: Bool = false
  ) {
    precondition(denominator > 0 && !(isRoot && numerator < 0))
    self.numerator = numerator
    self.denominator = denominator
    self.scale = scale
    self.isRoot = isRoot
  }

  /// A finite floating-point number.
  init(_ value: Double) {
    precondition(value.isFinite)
    let exponentField = Int(value.exponentBitPattern)
    let significand =
      exponentField == 0
      ? value.significandBitPattern : value.significandBitPattern | 1 << 52
    let integer = BigInt(significand)
    self.init(
      value.sign == .minus ? -integer : integer, scale: max(exponentField, 1) - 1075)
  }

  var isZero: Bool { numerator == 0 }
  var isNegative: Bool { numerator < 0 }

  static func + (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    let scale = min(a.scale, b.scale)
    let (x, y) = (a.numerator << (a.scale - scale), b.numerator << (b.scale - scale))
    if a.denominator == b.denominator {
      return ExactNumber(x + y, over: a.denominator, scale: scale)
    }
    return ExactNumber(
      x * b.denominator + y * a.denominator, over: a.denominator * b.denominator, scale: scale)
  }

  static func * (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    ExactNumber(
      a.numerator * b.numerator, over: a.denominator * b.denominator, scale: a.scale + b.scale)
  }

  static func / (a: ExactNumber, b: ExactNumber) -> ExactNumber {
    let sign: BigInt = b.isNegative ? -1 : 1
    return ExactNumber(
      sign * a.numerator * b.denominator, over: a.denominator * BigInt(b.numerator.magnitude),
      scale: a.scale - b.scale)
  }

  static prefix func - (a: ExactNumber) -> ExactNumber {
    ExactNumber(-a.numerator, over: a.denominator, scale: a.scale)
  }

  /// The square root of a number that is not negative and not itself a root.
  var squareRoot: ExactNumber {
    ExactNumber(numerator, over: denominator, scale: scale, isRoot: true)
  }

  /// The number times 2^exponent; it is no root.
  func scaled(by exponent: Int) -> ExactNumber {
    ExactNumber(numerator, over: denominator, scale: scale + exponent)
  }

  /// The greatest integer e with 2^e ≤ |self|; the number is not zero.
  var exponent: Int {
    let guess = numerator.magnitude.bitWidth - denominator.magnitude.bitWidth
    let top = numerator.magnitude << max(-guess, 0)
    let bottom = denominator.magnitude << max(guess, 0)
    let ofRatio = scale + (top >= bottom ? guess : guess - 1)
    return isRoot ? ofRatio >> 1 : ofRatio
  }

  /// The integer part of |self| / 2^exponent, and whether nothing was cut off.
  func units(of exponent: Int) -> (integer: BigUInt, isExact: Bool) {
    let shift = (isRoot ? 2 * exponent : exponent) - scale
    let (quotient, isExact) = quotient(shiftedBy: shift)
    guard isRoot else { return (quotient, isExact) }
    let root = quotient.squareRoot()
    return (root, isExact && root * root == quotient)
  }

  /// The integer part of |numerator / denominator| / 2^shift, and whether nothing was cut off.
  private func quotient(shiftedBy shift: Int) -> (BigUInt, isExact: Bool) {
    let magnitude = numerator.magnitude
    guard denominator == 1 else {
      let (quotient, remainder) = (magnitude << max(-shift, 0))
        .quotientAndRemainder(dividingBy: denominator.magnitude << max(shift, 0))
      return (quotient, remainder == 0)
    }
    if shift <= 0 { return (magnitude << -shift, true) }
    return (magnitude >> shift, magnitude == 0 || magnitude.trailingZeroBitCount >= shift)
  }
}
