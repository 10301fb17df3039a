import Arithmetic
import ExactFunctions

/// The greatest whole number that is not above x. No rounding of an arithmetic.
struct Floor: ExactUnaryOperation {
  static let name = "Floor"
  static let versions = [6, 13]
  static let isDifferentiable = false

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor) -> RealTensor { x.exactly(Function()) }

  private struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x.rounded(.down)
    }
  }
}
