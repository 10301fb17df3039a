import Arithmetic

/// Whether both of two truth values hold, element by element.
struct And: NetworkOperation {
  static let name = "And"
  static let versions = [7]
  static let isDifferentiable = false
  static let inputs = 2...2

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try TruthValues.step(inputs) { $0 && $1 }
  }
}
