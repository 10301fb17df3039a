import Arithmetic

/// The least of tensors, element by element; NaN wins. No rounding.
struct Min: NetworkOperation {
  static let name = "Min"
  static let versions = [8, 12, 13]
  static let inputs = 1...1 << 16

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try Extremes.step(inputs, isGreatest: false)
  }
}
