import Arithmetic

/// The greatest whole number that is not above x. No rounding of an arithmetic.
struct Floor: ExactUnaryOperation {
  static let name = "Floor"
  static let versions = [6, 13]
  let function = Function()

  init(_ attributes: Attributes) {}

  struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x.rounded(.down)
    }
  }
}
