import Arithmetic

/// x without its sign. No rounding.
struct Abs: ExactUnaryOperation {
  static let name = "Abs"
  static let versions = [6, 13]
  let function = Function()

  init(_ attributes: Attributes) {}

  func apply(integer x: Int64) -> Int64? { x < 0 ? 0 &- x : x }

  struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x.magnitude
    }
  }
}
