import Arithmetic

/// Square roots of sums of squares over axes: `multiply`, `channelSum`, `squareRoot`.
struct ReduceL2: AxisReduction {
  static let name = "ReduceL2"
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.composed(
      inputs, [.multiply, .channelSum, .squareRoot],
      gradient: { x, y, gradient, arithmetic in
        arithmetic.multiply(gradient, arithmetic.divide(x, y))
      },
      { x, axes, arithmetic in
        arithmetic.squareRoot(arithmetic.multiply(x, x).summed(over: axes, arithmetic))
      })
  }
}
