import Arithmetic

/// A tensor that the node itself holds, or one number or list of numbers.
struct Constant: NetworkOperation {
  static let name = "Constant"
  static let versions = [1, 9, 11, 12, 13, 19, 21, 23, 24, 25]
  static let isDifferentiable = false
  static let attributes = [
    AttributeRule("value", .tensor), AttributeRule("value_float", .number, since: 12),
    AttributeRule("value_floats", .numbers, since: 12),
    AttributeRule("value_int", .integer, since: 12),
    AttributeRule("value_ints", .integers, since: 12),
  ]
  static let inputs = 0...0

  private let value: ModelWeights.Entry

  init(_ attributes: Attributes) throws(ModelError) {
    guard attributes.values.count == 1, let only = attributes.values.values.first,
      let value = Self.entry(only)
    else { throw ModelError("it has \(attributes.values.count) values, not one") }
    self.value = value
    _ = try value.networkTensor(.binary32)
  }

  /// What an attribute of a constant holds.
  static func entry(_ attribute: AttributeValue) -> ModelWeights.Entry? {
    switch attribute {
    case .tensor(let type, let tensor): .init("value", type, tensor)
    case .number(let number):
      .init("value", .float32, .float32(Tensor(shape: [], values: [Float(number)])))
    case .numbers(let numbers):
      .init(
        "value", .float32, .float32(Tensor(shape: [numbers.count], values: numbers.map(Float.init)))
      )
    case .integer(let number):
      .init("value", .int64, .int64(Tensor(shape: [], values: [Int64(number)])))
    case .integers(let numbers):
      .init(
        "value", .int64, .int64(Tensor(shape: [numbers.count], values: numbers.map { Int64($0) })))
    case .text: nil
    }
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (type, tensor) = try value.networkTensor(inputs.format)
    return .exact([ValueFact(type, tensor.shape, constant: tensor)]) { _ in [tensor] }
  }
}
