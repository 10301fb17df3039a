import Arithmetic
import ExactFunctions

/// The greatest number over all spatial axes, which stay with an extent of 1. No rounding.
struct GlobalMaxPool: NetworkOperation {
  static let name = "GlobalMaxPool"
  static let versions = [1, 22]

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    guard x.shape.count >= 2 else { throw ModelError("its input has no channels: \(x.shape)") }
    let axes = Array(2..<x.shape.count)
    let shape = Array(x.shape[..<2]) + axes.map { _ in 1 }
    return .exact([ValueFact(x.type, shape)], backward: RealTensor.backwardOfExtreme(axes)) {
      operands in
      [.real(operands.real(0).extreme(over: axes, Extreme(isGreatest: true)).reshaped(shape))]
    }
  }
}
