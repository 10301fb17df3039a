import Arithmetic

/// Sums of absolute values over axes, by `channelSum`.
struct ReduceL1: NetworkOperation {
  static let name = "ReduceL1"
  static let versions = [1, 11, 13, 18]
  static let attributes = ReducedAxes.rules(inputSince: 18)
  static let inputs = 1...2

  private let axes: ReducedAxes

  init(_ attributes: Attributes) throws(ModelError) {
    axes = try ReducedAxes(attributes, inputSince: 18)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.composed(
      inputs, [.channelSum],
      gradient: { x, _, gradient, _ in x.positive(gradient, else: gradient.negated) },
      { x, axes, arithmetic in
        x.positive(x, else: x.negated).summed(over: axes, arithmetic)
      })
  }
}
