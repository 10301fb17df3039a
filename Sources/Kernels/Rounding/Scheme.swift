internal import ArithmeticTypes

/// A backend's rounding as values and functions, for the backends that are used too seldom to be
/// worth kernels of their own: all of them share the kernels of `SchemeRounding32` and `…64`.
struct Scheme: Sendable {
  /// A finite, non-zero exact result, rounded to odd into binary64, as a binary32 number.
  var narrow: @Sendable (_ value: Double, _ word: UInt64) -> Float
  /// A finite, non-zero exact result as a binary64 number.
  var wide: @Sendable (_ value: WideValue, _ word: UInt64) -> Double
  /// What becomes of operands before an operation, if anything.
  var operand: (@Sendable (_ value: Double, _ format: RealFormat, _ word: UInt64) -> DoubleDouble)?
  /// Bits that have to cancel in a sum for it to be perturbed; nothing else is then.
  var cancellation: Int?
  /// Whether binary64 sums of binary32 numbers are rounded to odd, so that no inexact one looks exact.
  var roundsSumsToOdd = true
  /// Adds a tile's products in vectors, as the scalar functions do, and returns true; or false where
  /// the data are not fit for it.
  var contract: (@Sendable (Tile<Float>, Magnitudes) -> Bool)?
  /// The same for binary64, which is all the processor's.
  var wideContract: (@Sendable (Tile<Double>) -> Bool)?
  /// Does an element-wise operation in vectors, as the scalar functions do, and leaves some places to
  /// its last argument; only where every operation is perturbed.
  var combine:
    (
      @Sendable (
        ElementRun<Float>, Range<Int>, _ fusesMultiplyAdd: Bool, _ other: (Range<Int>) -> Void
      ) -> Void
    )?
  /// Whether results depend on random words.
  var isRandom = true
  /// Whether `x + (−x)` is −0.
  var hasNegativeZeroSums = false
  /// Whether a × b + c is rounded once.
  var isFused = false
  /// The probability that an operation is perturbed; it is rounded to nearest otherwise.
  var probability = 1.0

  init(
    narrow: @escaping @Sendable (_ value: Double, _ word: UInt64) -> Float,
    wide: @escaping @Sendable (_ value: WideValue, _ word: UInt64) -> Double
  ) {
    self.narrow = narrow
    self.wide = wide
  }

  /// Takes the options that several backends have.
  func with(_ specification: ArithmeticSpecification) -> Scheme {
    var copy = self
    copy.isFused = specification.options[CommonOptions.multiplyAdd.name] == .text("fused")
    if case .number(let probability) = specification.options[CommonOptions.probability.name] {
      copy.probability = probability
    }
    return copy
  }

  /// Draws of random bits for an operation's result.
  var resultDraws: Int { (probability < 1 ? 1 : 0) + (isRandom ? 1 : 0) }

  /// Draws of a step of a contraction: of operands, then of results, but of a sum's noise where only
  /// cancelling sums get any.
  var drawsPerStep: Int {
    let operands = operand == nil ? 0 : isFused ? 3 : 4
    if cancellation != nil { return isFused ? 1 : resultDraws + 1 }
    return operands + (isFused ? 1 : 2) * resultDraws
  }

  /// A number uniform in (0, 1).
  @inline(__always)
  static func uniform(_ word: UInt64) -> Double { (Double(word >> 12) + 0.5) * 0x1p-52 }

  /// The same of the 29 bits and the one below them that `HalfWords` give: (k + ½) 2⁻²⁹.
  @inline(__always)
  static func uniformOfHalf(_ word: UInt64) -> Double { Double(word >> 34) * 0x1p-30 }
}

/// Options that several backends have.
enum CommonOptions {
  static var multiplyAdd: OptionDescription {
    OptionDescription(
      "multiply-add", .choices(["separate", "fused"]), default: .text("separate"),
      "Whether a * b + c rounds its product and its sum, or only its result.")
  }

  static var probability: OptionDescription {
    OptionDescription(
      "probability", .numbers(0...1), default: .number(1),
      "The probability that an operation is perturbed; otherwise it is rounded to nearest.")
  }

  /// Whether both options have their defaults.
  static func areDefaults(_ specification: ArithmeticSpecification) -> Bool {
    specification.options[multiplyAdd.name] == .text("separate")
      && specification.options[probability.name] == .number(1)
  }
}
