import Arithmetic

/// Sums over axes, by `channelSum`; whole numbers exactly.
struct ReduceSum: AxisReduction {
  static let name = "ReduceSum"
  static let versions = [1, 11, 13]
  static let axesAreInputSince = 13
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let (axes, shape) = try self.axes.resolve(inputs)
    guard !axes.isEmpty else { return .exact([x]) { [$0[0]] } }
    let single = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
    let whole = x.shape
    return .kernels(
      [.channelSum], [ValueFact(x.type, shape)],
      backward: { _, _, gradients, _ in
        [gradients[0].map { $0.reshaped(single).expanded(to: whole) }]
      }
    ) { operands, arithmetic in
      [.real(operands.real(0).summed(over: axes, arithmetic).reshaped(shape))]
    }
  }
}
