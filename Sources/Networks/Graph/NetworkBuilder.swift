import Arithmetic

/// Builds a network node by node; functions that describe a network call it.
public struct NetworkBuilder: Sendable {
  /// A value of the network that is being built.
  public struct Value: Sendable, Equatable {
    public let name: String
  }

  private let version: Int
  private var inputs: [NetworkInput] = []
  private var nodes: [NetworkNode] = []
  private var parameters: [ModelWeights.Entry] = []
  private var layers: [String] = []

  /// - Parameter version: that of ONNX's operator set.
  public init(version: Int = 17) { self.version = version }

  /// A tensor that the network is given.
  public mutating func input(_ name: String, _ type: ElementType, _ shape: [NetworkInput.Extent])
    -> Value
  {
    inputs.append(NetworkInput(name, type, shape))
    return Value(name: name)
  }

  /// A parameter, whose name is its path: `encode1.conv0.weight`.
  public mutating func parameter(_ entry: ModelWeights.Entry) -> Value {
    parameters.append(entry)
    return Value(name: entry.name)
  }

  /// A parameter of the layer that nodes are added to: its path, then `name`.
  mutating func parameter(_ name: String, _ tensor: Tensor<Float>) -> Value {
    parameter(.init((layers + [name]).joined(separator: "."), .float32, .float32(tensor)))
  }

  /// Nodes that `body` adds lie in a layer of this name, within the layers around it.
  public mutating func layer<Result, Failure: Error>(
    _ name: String, _ body: (inout NetworkBuilder) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try layer([name], body)
  }

  /// Nodes that `body` adds lie in the innermost of these layers, which lie in one another.
  mutating func layer<Result, Failure: Error>(
    _ path: [String], _ body: (inout NetworkBuilder) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    layers += path
    defer { layers.removeLast(path.count) }
    return try body(&self)
  }

  /// Adds a node with one output, whose name follows from the layers and the node's number.
  ///
  /// - Parameter inputs: `nil` for one that is left out.
  public mutating func add(
    _ operation: String, _ inputs: [Value?], _ attributes: [String: AttributeValue] = [:]
  ) -> Value {
    add(operation, inputs, attributes, outputs: 1)[0]
  }

  /// Adds a node with `outputs` outputs.
  public mutating func add(
    _ operation: String, _ inputs: [Value?], _ attributes: [String: AttributeValue] = [:],
    outputs: Int
  ) -> [Value] {
    let path = (layers + ["\(operation)_\(nodes.count)"]).joined(separator: ".")
    let names = (0..<outputs).map { outputs == 1 ? path : "\(path).\($0)" }
    nodes.append(
      NetworkNode(
        operation, inputs.map { $0?.name ?? "" }, names, attributes, name: path, layer: layers))
    return names.map(Value.init)
  }

  /// Adds dropout of a part of all elements, which training alone does; nothing for 0.
  mutating func dropout(_ x: Value, _ part: Double) -> Value {
    guard part > 0 else { return x }
    return add("Dropout", [x, add("Constant", [], ["value_float": .number(part)])])
  }

  /// The network with these outputs.
  ///
  /// - Throws: `ModelError` as `Network` does.
  public func network(_ outputs: [Value]) throws(ModelError) -> Network {
    try Network(
      version: version, inputs: inputs, outputs: outputs.map(\.name), nodes: nodes,
      parameters: parameters)
  }
}
