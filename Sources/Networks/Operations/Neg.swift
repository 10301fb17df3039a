import Arithmetic

/// x with its sign changed. No rounding.
struct Neg: ExactUnaryOperation {
  static let name = "Neg"
  static let versions = [6, 13]
  let function = Function()

  init(_ attributes: Attributes) {}

  func apply(integer x: Int64) -> Int64? { 0 &- x }

  struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      -x
    }
  }
}
