import Arithmetic

/// Sums of absolute values over axes, by `channelSum`.
struct ReduceL1: AxisReduction {
  static let name = "ReduceL1"
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.composed(
      inputs, [.channelSum],
      gradient: { x, _, gradient, _ in x.positive(gradient, else: gradient.negated) },
      { x, axes, arithmetic in
        x.positive(x, else: x.negated).summed(over: axes, arithmetic)
      })
  }
}
