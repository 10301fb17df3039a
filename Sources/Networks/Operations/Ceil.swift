import Arithmetic

/// The least whole number that is not below x. No rounding of an arithmetic.
struct Ceil: ExactUnaryOperation {
  static let name = "Ceil"
  static let versions = [6, 13]
  let function = Function()

  init(_ attributes: Attributes) {}

  struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x.rounded(.up)
    }
  }
}
