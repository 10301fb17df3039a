import Arithmetic

/// Means over axes: `channelSum`, then one division.
struct ReduceMean: AxisReduction {
  static let name = "ReduceMean"
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let (axes, shape) = try self.axes.resolve(inputs)
    guard !axes.isEmpty else { return .exact([x]) { [$0[0]] } }
    return .kernels(
      [.channelSum, .divide], [ValueFact(x.type, shape)], backward: Self.backward(x.shape, axes)
    ) { operands, arithmetic in
      [.real(operands.real(0).averaged(over: axes, arithmetic).reshaped(shape))]
    }
  }

  /// The gradient of a mean: that of the result over the number of elements, for each of them.
  static func backward(_ shape: [Int], _ axes: [Int]) -> OperationStep.Backward {
    let single = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
    let count = axes.reduce(1) { $0 * shape[$1] }
    return { _, _, gradients, arithmetic in
      guard let gradient = gradients[0] else { return [nil] }
      return [
        arithmetic.divide(gradient, Double(count)).reshaped(single).expanded(to: shape)
      ]
    }
  }
}
