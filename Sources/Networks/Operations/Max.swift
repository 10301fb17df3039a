import Arithmetic

/// The greatest of tensors, element by element; NaN wins. No rounding.
///
/// Real numbers go through the kernel of that name, two by two.
struct Max: NetworkOperation {
  static let name = "Max"
  static let versions = [8, 12, 13]
  static let inputs = 1...1 << 16

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try Extremes.step(inputs, isGreatest: true)
  }
}
