import Arithmetic

/// Whether one or both of two truth values holds, element by element.
struct Or: NetworkOperation {
  static let name = "Or"
  static let versions = [7]
  static let isDifferentiable = false
  static let inputs = 2...2

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    try TruthValues.step(inputs) { $0 || $1 }
  }
}
