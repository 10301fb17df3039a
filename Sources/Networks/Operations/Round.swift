import Arithmetic

/// The nearest whole number, ties to even: what the operation means, whatever the arithmetic.
struct Round: ExactUnaryOperation {
  static let name = "Round"
  static let versions = [11, 22]
  let function = Function()

  init(_ attributes: Attributes) {}

  struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x.rounded(.toNearestOrEven)
    }
  }
}
