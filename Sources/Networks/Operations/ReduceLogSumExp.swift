import Arithmetic
import ExactFunctions

/// Logarithms of sums of exponentials over axes, from differences to the greatest number: `subtract`,
/// `exponential`, `channelSum`, `logarithm`, `add`.
struct ReduceLogSumExp: AxisReduction {
  static let name = "ReduceLogSumExp"
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.composed(
      inputs, [.subtract, .exponential, .channelSum, .logarithm, .add],
      gradient: { x, y, gradient, arithmetic in
        arithmetic.multiply(gradient, arithmetic.exponential(arithmetic.subtract(x, y)))
      },
      { x, axes, arithmetic in
        let single = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
        // Of infinities, differences would be none.
        let greatest = x.extreme(over: axes, Extreme(isGreatest: true))
          .changed { $0.isFinite ? $0 : 0 }
        let differences = arithmetic.subtract(x, greatest.reshaped(single).expanded(to: x.shape))
        let sums = arithmetic.exponential(differences).summed(over: axes, arithmetic)
        return arithmetic.add(arithmetic.logarithm(sums), greatest.reshaped(sums.shape))
      })
  }
}
