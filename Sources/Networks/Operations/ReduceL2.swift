import Arithmetic

/// Square roots of sums of squares over axes: `multiply`, `channelSum`, `squareRoot`.
struct ReduceL2: NetworkOperation {
  static let name = "ReduceL2"
  static let versions = [1, 11, 13, 18]
  static let attributes = ReducedAxes.rules(inputSince: 18)
  static let inputs = 1...2

  private let axes: ReducedAxes

  init(_ attributes: Attributes) throws(ModelError) {
    axes = try ReducedAxes(attributes, inputSince: 18)
  }

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
