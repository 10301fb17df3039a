import Arithmetic

/// The number of elements of a tensor.
struct Size: NetworkOperation {
  static let name = "Size"
  static let versions = [1, 13, 19, 21, 23, 24, 25]
  static let isDifferentiable = false

  init(_ attributes: Attributes) {}

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let count = Int64(try inputs[0].count)
    let value = NetworkTensor.integer(Tensor(shape: [], values: [count]))
    return .exact([ValueFact(.int64, [], constant: value)]) { _ in [value] }
  }
}
