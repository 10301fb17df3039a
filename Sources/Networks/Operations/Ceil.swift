import Arithmetic
import ExactFunctions

/// The least whole number that is not below x. No rounding of an arithmetic.
struct Ceil: ExactUnaryOperation {
  static let name = "Ceil"
  static let versions = [6, 13]
  static let isDifferentiable = false

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor) -> RealTensor { x.exactly(Function()) }

  private struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x.rounded(.up)
    }
  }
}
