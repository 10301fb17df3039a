import Arithmetic

/// The opposite of truth values.
struct Not: NetworkOperation {
  static let name = "Not"
  static let versions = [1]
  static let isDifferentiable = false

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard x.type == .bool else {
      throw ModelError("its input is \(x.type.rawValue) where bool was expected")
    }
    return .exact([ValueFact(.bool, x.shape)]) { operands in
      let values = operands.boolean(0)
      return [.boolean(Tensor(shape: values.shape, values: values.values.map { !$0 }))]
    }
  }
}
