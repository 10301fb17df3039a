import Arithmetic

/// Sums of squares over axes: `multiply`, `channelSum`.
struct ReduceSumSquare: NetworkOperation {
  static let name = "ReduceSumSquare"
  static let versions = [1, 11, 13, 18]
  static let attributes = ReducedAxes.rules(inputSince: 18)
  static let inputs = 1...2

  private let axes: ReducedAxes

  init(_ attributes: Attributes) throws(ModelError) {
    axes = try ReducedAxes(attributes, inputSince: 18)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.composed(
      inputs, [.multiply, .channelSum],
      gradient: { x, _, gradient, arithmetic in
        arithmetic.multiply(arithmetic.multiply(x, 2), gradient)
      },
      { x, axes, arithmetic in arithmetic.multiply(x, x).summed(over: axes, arithmetic) })
  }
}
