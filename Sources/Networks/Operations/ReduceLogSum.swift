import Arithmetic

/// Logarithms of sums over axes: `channelSum`, `logarithm`.
struct ReduceLogSum: AxisReduction {
  static let name = "ReduceLogSum"
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.composed(
      inputs, [.channelSum, .logarithm],
      gradient: { _, y, gradient, arithmetic in
        arithmetic.divide(gradient, arithmetic.exponential(y))
      },
      { x, axes, arithmetic in arithmetic.logarithm(x.summed(over: axes, arithmetic)) })
  }
}
