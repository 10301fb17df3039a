import Arithmetic
import ExactFunctions

/// The nearest whole number, ties to even: what the operation means, whatever the arithmetic.
struct Round: ExactUnaryOperation {
  static let name = "Round"
  static let versions = [11, 22]
  static let isDifferentiable = false

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor) -> RealTensor { x.exactly(Function()) }

  private struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x.rounded(.toNearestOrEven)
    }
  }
}
