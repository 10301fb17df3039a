import Arithmetic
import ExactFunctions

/// x without its sign. No rounding.
struct Abs: ExactUnaryOperation {
  static let name = "Abs"
  static let versions = [6, 13]

  init(_ attributes: Attributes) {}

  var gradient: UnaryGradient? {
    { x, _, gradient, _ in x.positive(gradient, else: gradient.negated) }
  }

  func apply(integer x: Int64) -> Int64? { x < 0 ? 0 &- x : x }

  func apply(_ x: RealTensor) -> RealTensor { x.exactly(Function()) }

  private struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x.magnitude
    }
  }
}
