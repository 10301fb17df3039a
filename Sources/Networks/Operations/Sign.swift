import Arithmetic
import ExactFunctions

/// 1, 0 or −1 by the sign of x; NaN stays. No rounding.
struct Sign: ExactUnaryOperation {
  static let name = "Sign"
  static let versions = [9, 13]
  static let isDifferentiable = false

  init(_ attributes: Attributes) {}

  func apply(integer x: Int64) -> Int64? { x.signum() }

  func apply(_ x: RealTensor) -> RealTensor { x.exactly(Function()) }

  private struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      x > 0 ? 1 : x < 0 ? -1 : x
    }
  }
}
