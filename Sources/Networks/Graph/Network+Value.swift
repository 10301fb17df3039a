import Arithmetic
import Values

/// The graph of a network as a tree of values, as models in the store keep it beside their tensors.
extension Network {
  /// The key of the graph among a model's metadata.
  public static let metadataKey = "graph"

  /// The network that a model holds.
  ///
  /// - Throws: `ModelError` where the weights have no graph, or it is damaged.
  public init(_ weights: ModelWeights) throws(ModelError) {
    guard let tree = weights[metadata: Self.metadataKey] else {
      throw ModelError(
        "these are weights without a graph of operations; export the network as ONNX")
    }
    let damage = ModelError("the model's graph is damaged")
    guard case .integer(let version)? = tree["version"], case .list(let inputs)? = tree["inputs"],
      case .list(let outputs)? = tree["outputs"], case .list(let nodes)? = tree["nodes"]
    else { throw damage }
    let read = (
      inputs.compactMap(NetworkInput.init(value:)), nodes.compactMap(NetworkNode.init(value:)),
      outputs.compactMap(\.text)
    )
    guard read.0.count == inputs.count, read.1.count == nodes.count, read.2.count == outputs.count
    else { throw damage }
    try self.init(
      version: version, inputs: read.0, outputs: read.2, nodes: read.1, parameters: weights.entries)
  }

  /// The graph without the parameters.
  var value: Value {
    [
      "version": .integer(version), "inputs": .list(inputs.map(\.value)),
      "outputs": .list(outputs.map(Value.string)), "nodes": .list(nodes.map(\.value)),
    ]
  }

  /// The network as a model.
  ///
  /// - Throws: `ModelError` where two parameters have one name.
  public func model() throws(ModelError) -> ModelWeights {
    try ModelWeights(
      parameters, format: .onnx, metadata: [.init(Self.metadataKey, value)])
  }
}

extension Value {
  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
  fileprivate var texts: [String]? {
    guard case .list(let items) = self else { return nil }
    let texts = items.compactMap(\.text)
    return texts.count == items.count ? texts : nil
  }

  /// A number, which JSON keeps only where it is finite.
  fileprivate init(number: Double) {
    self = number.isFinite ? .number(number) : .string("\(number)")
  }

  fileprivate var number: Double? {
    switch self {
    case .number(let number): number
    case .integer(let number): Double(number)
    case .string(let text): Double(text)
    default: nil
    }
  }

  fileprivate var numbers: [Double]? {
    guard case .list(let items) = self else { return nil }
    let numbers = items.compactMap(\.number)
    return numbers.count == items.count ? numbers : nil
  }

  fileprivate var integers: [Int]? {
    guard case .list(let items) = self else { return nil }
    let numbers = items.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return numbers.count == items.count ? numbers : nil
  }
}

extension NetworkInput {
  fileprivate var value: Value {
    [
      "name": .string(name), "type": .string(type.rawValue),
      "shape": .list(
        shape.map { extent in
          switch extent {
          case .fixed(let extent): .integer(extent)
          case .named(let name): .string(name)
          case .free: .null
          }
        }),
    ]
  }

  fileprivate init?(value: Value) {
    guard let name = value["name"]?.text,
      let type = value["type"]?.text.flatMap(ElementType.init(rawValue:)),
      case .list(let extents)? = value["shape"]
    else { return nil }
    let shape = extents.map { extent -> Extent in
      switch extent {
      case .integer(let number): .fixed(number)
      case .string(let name): .named(name)
      default: .free
      }
    }
    self.init(name, type, shape)
  }
}

extension NetworkNode {
  fileprivate var value: Value {
    [
      "operation": .string(operation), "name": .string(name),
      "inputs": .list(inputs.map(Value.string)), "outputs": .list(outputs.map(Value.string)),
      "attributes": .map(
        attributes.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.value) }),
      "layer": .list(layer.map(Value.string)),
    ]
  }

  fileprivate init?(value: Value) {
    guard let operation = value["operation"]?.text, let name = value["name"]?.text,
      let inputs = value["inputs"]?.texts, let outputs = value["outputs"]?.texts,
      case .map(let pairs)? = value["attributes"], let layer = value["layer"]?.texts
    else { return nil }
    var attributes: [String: AttributeValue] = [:]
    for pair in pairs {
      guard let attribute = AttributeValue(value: pair.value) else { return nil }
      attributes[pair.key] = attribute
    }
    self.init(operation, inputs, outputs, attributes, name: name, layer: layer)
  }
}

extension AttributeValue {
  fileprivate var value: Value {
    let content: Value =
      switch self {
      case .integer(let number): .integer(number)
      case .number(let number): Value(number: number)
      case .text(let text): .string(text)
      case .integers(let numbers): .list(numbers.map(Value.integer))
      case .numbers(let numbers): .list(numbers.map(Value.init(number:)))
      case .tensor(let type, let tensor):
        [
          "type": .string(type.rawValue), "shape": .list(tensor.shape.map(Value.integer)),
          "values": .list(tensor.values),
        ]
      }
    return .map([.init(kind.rawValue, content)])
  }

  fileprivate init?(value: Value) {
    guard case .map(let pairs) = value, let only = pairs.first, pairs.count == 1,
      let kind = Kind(rawValue: only.key)
    else { return nil }
    let content = only.value
    switch kind {
    case .integer:
      guard case .integer(let number) = content else { return nil }
      self = .integer(number)
    case .number:
      guard let number = content.number else { return nil }
      self = .number(number)
    case .text:
      guard let text = content.text else { return nil }
      self = .text(text)
    case .integers:
      guard let numbers = content.integers else { return nil }
      self = .integers(numbers)
    case .numbers:
      guard let numbers = content.numbers else { return nil }
      self = .numbers(numbers)
    case .tensor:
      guard let type = content["type"]?.text.flatMap(ElementType.init(rawValue:)),
        let shape = content["shape"]?.integers, let values = content["values"],
        let tensor = ModelTensor(type, shape, values)
      else { return nil }
      self = .tensor(type, tensor)
    }
  }
}

extension ModelTensor {
  fileprivate var values: [Value] {
    switch self {
    case .float32(let tensor): tensor.values.map { Value(number: Double($0)) }
    case .float64(let tensor): tensor.values.map(Value.init(number:))
    case .int64(let tensor): tensor.values.map { .integer(Int($0)) }
    case .int32(let tensor): tensor.values.map { .integer(Int($0)) }
    case .int16(let tensor): tensor.values.map { .integer(Int($0)) }
    case .uint8(let tensor): tensor.values.map { .integer(Int($0)) }
    }
  }

  /// The tensor of a few types that attributes hold.
  fileprivate init?(_ type: ElementType, _ shape: [Int], _ values: Value) {
    guard let count = try? Extents.count(shape) else { return nil }
    func whole<Number: FixedWidthInteger & Sendable>(_: Number.Type) -> Tensor<Number>? {
      guard let numbers = values.integers, numbers.count == count else { return nil }
      return Tensor(shape: shape, values: numbers.map { Number(truncatingIfNeeded: $0) })
    }
    guard let numbers = values.numbers, numbers.count == count else { return nil }
    switch type {
    case .float64: self = .float64(Tensor(shape: shape, values: numbers))
    case .float32, .float16, .bfloat16:
      self = .float32(Tensor(shape: shape, values: numbers.map(Float.init)))
    case .int64:
      guard let tensor = whole(Int64.self) else { return nil }
      self = .int64(tensor)
    case .int32:
      guard let tensor = whole(Int32.self) else { return nil }
      self = .int32(tensor)
    case .bool, .uint8:
      guard let tensor = whole(UInt8.self) else { return nil }
      self = .uint8(tensor)
    default: return nil
    }
  }
}
