import Arithmetic
import ExactFunctions

/// The greatest numbers over axes; NaN wins. No rounding.
struct ReduceMax: AxisReduction {
  static let name = "ReduceMax"
  static let versions = [1, 11, 12, 13, 18, 20]
  let axes: ReducedAxes

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.extremes(inputs, Extreme(isGreatest: true))
  }
}
