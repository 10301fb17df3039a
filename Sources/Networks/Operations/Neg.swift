import Arithmetic
import ExactFunctions

/// x with its sign changed. No rounding.
struct Neg: ExactUnaryOperation {
  static let name = "Neg"
  static let versions = [6, 13]

  init(_ attributes: Attributes) {}

  var gradient: UnaryGradient? { { _, _, gradient, _ in gradient.negated } }

  func apply(integer x: Int64) -> Int64? { 0 &- x }

  func apply(_ x: RealTensor) -> RealTensor { x.negated }

  fileprivate static func negated(_ x: RealTensor) -> RealTensor { x.exactly(Function()) }

  private struct Function: ExactFunction {
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
      -x
    }
  }
}

extension RealTensor {
  /// With its signs changed, which is exact.
  var negated: RealTensor { Neg.negated(self) }
}
