import Arithmetic

/// Logarithms of sums over axes: `channelSum`, `logarithm`.
struct ReduceLogSum: NetworkOperation {
  static let name = "ReduceLogSum"
  static let versions = [1, 11, 13, 18]
  static let attributes = ReducedAxes.rules(inputSince: 18)
  static let inputs = 1...2

  private let axes: ReducedAxes

  init(_ attributes: Attributes) throws(ModelError) {
    axes = try ReducedAxes(attributes, inputSince: 18)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.composed(
      inputs, [.channelSum, .logarithm],
      gradient: { _, y, gradient, arithmetic in
        arithmetic.divide(gradient, arithmetic.exponential(y))
      },
      { x, axes, arithmetic in arithmetic.logarithm(x.summed(over: axes, arithmetic)) })
  }
}
