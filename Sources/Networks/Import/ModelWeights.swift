public import Arithmetic
public import Values

/// The weights of a model as a file holds them: named tensors in their order, and facts about them.
public struct ModelWeights: Sendable, Equatable {
  /// One named tensor.
  public struct Entry: Sendable, Equatable {
    public var name: String
    /// The element type in the file.
    public var type: ElementType
    public var tensor: ModelTensor

    public init(_ name: String, _ type: ElementType, _ tensor: ModelTensor) {
      self.name = name
      self.type = type
      self.tensor = tensor
    }

    /// Whether training changes the tensor by gradient: a tensor of real numbers that is not a
    /// running statistic of batch normalization, as PyTorch and Keras name them.
    public var isParameter: Bool {
      type.isFloating && !Self.statistics.contains { name == $0 || name.hasSuffix("." + $0) }
    }

    private static let statistics = [
      "running_mean", "running_var", "moving_mean", "moving_variance",
    ]
  }

  /// Name and shape of a tensor that a network needs.
  public struct Expectation: Sendable, Equatable {
    public var name: String
    public var shape: [Int]

    public init(_ name: String, _ shape: [Int]) {
      self.name = name
      self.shape = shape
    }
  }

  /// The kind of file that weights were read from.
  public enum Format: String, CaseIterable, Sendable {
    case pytorch, safetensors, keras, onnx
    case tensorflowJS = "tensorflow.js"
  }

  /// In the order of the file; names are unique.
  public let entries: [Entry]
  public var format: Format
  /// What the file says beside its tensors, in its order: `epoch`, `config`, `model_config`, ….
  public var metadata: [Value.Pair]
  /// Parts of the file that were left out, such as the state of an optimizer.
  public var notImported: [String]
  private let positions: [String: Int]

  /// - Throws: `ModelError` where two tensors or two metadata have the same name.
  public init(
    _ entries: [Entry], format: Format, metadata: [Value.Pair] = [], notImported: [String] = []
  ) throws(ModelError) {
    var positions: [String: Int] = [:]
    for (position, entry) in entries.enumerated() {
      guard positions.updateValue(position, forKey: entry.name) == nil else {
        throw ModelError("two tensors are called \(quoted(entry.name))")
      }
    }
    guard Set(metadata.map(\.key)).count == metadata.count else {
      throw ModelError("two metadata have the same name")
    }
    self.entries = entries
    self.format = format
    self.metadata = metadata
    self.notImported = notImported
    self.positions = positions
  }

  /// Names in the order of the file.
  public var names: [String] { entries.map(\.name) }

  /// The tensor called `name`, where there is one.
  public subscript(name: String) -> ModelTensor? { positions[name].map { entries[$0].tensor } }

  /// What the file says under `key`, where it says something.
  public subscript(metadata key: String) -> Value? {
    metadata.first { $0.key == key }?.value
  }

  /// Number of tensors and of numbers that training changes.
  public var parameterCount: (tensors: Int, elements: Int) {
    let parameters = entries.filter(\.isParameter)
    return (parameters.count, parameters.reduce(0) { $0 + $1.tensor.count })
  }

  /// The binary32 tensor called `name`.
  ///
  /// - Throws: `ModelError` naming the tensor, where it is missing, has another shape or holds
  ///   numbers of another type.
  public func floats(_ name: String, shape: [Int]) throws(ModelError) -> Tensor<Float> {
    guard let tensor = self[name] else { throw missing(name) }
    guard case .float32(let floats) = tensor else {
      let type = positions[name].map { entries[$0].type.rawValue } ?? ""
      throw ModelError("tensor \(quoted(name)) holds \(type) numbers where float32 was expected")
    }
    try check(name, tensor.shape, shape)
    return floats
  }

  /// Checks that the weights are those of one network: every expected tensor with its shape, and
  /// nothing else.
  ///
  /// - Throws: `ModelError` naming the first tensors that are missing, surplus or of another shape.
  public func require(exactly expected: [Expectation]) throws(ModelError) {
    let missing = expected.map(\.name).filter { self[$0] == nil }
    let wanted = Set(expected.map(\.name))
    let surplus = names.filter { !wanted.contains($0) }
    var problems: [String] = []
    if !missing.isEmpty { problems.append("no tensor \(Listing.text(missing.map(quoted)))") }
    if !surplus.isEmpty {
      problems.append(
        "tensor \(Listing.text(surplus.map(quoted))), which the network does not have")
    }
    guard problems.isEmpty else {
      throw ModelError("the weights have \(problems.joined(separator: ", and "))")
    }
    for tensor in expected { try check(tensor.name, self[tensor.name]?.shape ?? [], tensor.shape) }
  }

  private func missing(_ name: String) -> ModelError {
    ModelError(
      "the weights have no tensor \(quoted(name)); they have \(Listing.text(names.map(quoted)))")
  }

  private func check(_ name: String, _ found: [Int], _ expected: [Int]) throws(ModelError) {
    guard found == expected else {
      throw ModelError("tensor \(quoted(name)) has shape \(found) where \(expected) was expected")
    }
  }
}
