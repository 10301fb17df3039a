import Arithmetic

/// Sums of squares over axes: `multiply`, `channelSum`.
struct ReduceSumSquare: AxisReduction {
  static let name = "ReduceSumSquare"
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.composed(
      inputs, [.multiply, .channelSum],
      gradient: { x, _, gradient, arithmetic in
        arithmetic.multiply(arithmetic.multiply(x, 2), gradient)
      },
      { x, axes, arithmetic in arithmetic.multiply(x, x).summed(over: axes, arithmetic) })
  }
}
