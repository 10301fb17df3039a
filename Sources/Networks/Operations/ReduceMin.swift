import Arithmetic
import ExactFunctions

/// The least numbers over axes; NaN wins. No rounding.
struct ReduceMin: NetworkOperation {
  static let name = "ReduceMin"
  static let versions = [1, 11, 12, 13, 18, 20]
  static let attributes = ReducedAxes.rules(inputSince: 18)
  static let inputs = 1...2

  private let axes: ReducedAxes

  init(_ attributes: Attributes) throws(ModelError) {
    axes = try ReducedAxes(attributes, inputSince: 18)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try axes.extremes(inputs, Extreme(isGreatest: false))
  }
}
