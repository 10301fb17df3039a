import Arithmetic

/// The mean over all spatial axes, which stay with an extent of 1: `channelSum`, then one division.
struct GlobalAveragePool: NetworkOperation {
  static let name = "GlobalAveragePool"
  static let versions = [1, 22]

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    guard x.shape.count >= 2 else { throw ModelError("its input has no channels: \(x.shape)") }
    let axes = Array(2..<x.shape.count)
    let shape = Array(x.shape[..<2]) + axes.map { _ in 1 }
    return .kernels(
      [.channelSum, .divide], [ValueFact(x.type, shape)],
      backward: ReduceMean.backward(x.shape, axes)
    ) { operands, arithmetic in
      [.real(operands.real(0).averaged(over: axes, arithmetic).reshaped(shape))]
    }
  }
}
