import Arithmetic

/// A tensor of one value everywhere; zero of `float32` where none is said.
struct ConstantOfShape: NetworkOperation {
  static let name = "ConstantOfShape"
  static let versions = [9, 20, 21, 23, 24, 25]
  static let isDifferentiable = false
  static let attributes = [AttributeRule("value", .tensor)]

  private let value: ModelWeights.Entry

  init(_ attributes: Attributes) throws(ModelError) {
    if case .tensor(let type, let tensor)? = attributes.values["value"] {
      guard tensor.count == 1 else {
        throw ModelError("attribute 'value' has \(tensor.count) elements, not 1")
      }
      value = ModelWeights.Entry("value", type, tensor)
    } else {
      value = ModelWeights.Entry("value", .float32, .float32(Tensor(shape: [1], values: [0])))
    }
    _ = try value.networkTensor(.binary32)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    guard let shape = try inputs.integers(0, "the extents") else {
      throw ModelError("its first input is missing")
    }
    _ = try Extents.count(shape)
    let (type, tensor) = try value.networkTensor(inputs.format)
    return .exact([ValueFact(type, shape)]) { _ in [tensor.reshaped([]).expanded(to: shape)] }
  }
}
