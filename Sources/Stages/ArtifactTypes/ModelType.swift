public import Networks
public import PipelineKit

extension ArtifactType {
  /// Weights of a model: one data set a tensor, in order of attribute `names`. They hardly compress.
  public static let model = ArtifactType("model", isPacked: false)
}

enum ModelType: ArtifactTypeDefinition {
  static let type = ArtifactType.model

  static let endings = ModelFile.endings

  /// `model.json` is what TensorFlow.js calls its models; any other JSON is a record.
  static func claims(_ path: String) -> Bool {
    endings.contains(where: path.hasSuffix) || path.split(separator: "/").last == "model.json"
  }

  static func files(of item: SourceItem) -> [String] { ModelFile.files(of: item.path) }

  static let hasNoHeader = true

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    guard !HDF5Transforms.isTransform(item.path) else {
      throw StageError("\(item.path): is a transform in HDF5, not a model: add 'type: affine'")
    }
    return try explainingFiles {
      .model(try ModelFile.read(item.path), source: try SourceDigest.sha256(item.path))
    }
  }

  /// ONNX where it holds a network; checkpoints of PyTorch.
  static let writtenEndings = [".safetensors", ".onnx", ".pt", ".pth", ".pkl"]

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    let weights = try artifact.weights()
    try explainingFiles {
      let name = path.lowercased()
      if name.hasSuffix(".onnx") { return try Network(model: weights).writeONNX(to: path) }
      if [".pt", ".pth", ".pkl"].contains(where: name.hasSuffix) {
        return try weights.writePyTorch(to: path)
      }
      try weights.writeSafetensors(to: path)
    }
  }

  static func form(_ artifact: Artifact) -> String { "model" }

  /// Every tensor, how many parameters, what the file said.
  static func preview(_ artifact: Artifact) -> [PreviewPart] {
    guard let weights = try? artifact.weights() else {
      return artifact.datasets.map {
        .line("\($0.name): \($0.elements.elementName) \($0.elements.shape)")
      }
    }
    let count = weights.parameterCount
    let source = artifact[attribute: "source"].map { ", source \(plain($0))" } ?? ""
    var lines = [
      "\(Counted.text(weights.entries.count, "tensor")), "
        + "\(Counted.text(count.elements, "parameter")) in \(count.tensors) of them",
      "format \(weights.format.rawValue)\(source)",
    ]
    let network = try? Network(model: weights)
    for pair in weights.metadata where network == nil || pair.key != Network.metadataKey {
      lines.append("\(printable(pair.key)): \(plain(pair.value))")
    }
    if !weights.notImported.isEmpty {
      lines.append("not imported: \(printable(weights.notImported.joined(separator: ", ")))")
    }
    let rows = weights.entries.map { entry in
      let shape = entry.tensor.shape.times
      return [printable(entry.name), entry.type.rawValue, shape.isEmpty ? "scalar" : shape]
    }
    return lines.map(PreviewPart.line) + (network.map(NetworkPreview.parts) ?? [])
      + [.table(header: ["tensor", "type", "shape"], rows: rows, rightAligned: [])]
  }

  static func content(_ artifact: Artifact) -> Value? { nil }

  /// A value on one line, cut where it is long.
  private static func plain(_ value: Value) -> String {
    let text: String
    if case .string(let own) = value { text = own } else { text = value.json() }
    let line = printable(text.split(separator: "\n").joined(separator: "; "))
    return line.count > 160 ? line.prefix(160) + "…" : line
  }
}

extension Artifact {
  /// The weights of a model: one data set a tensor.
  ///
  /// Attributes: `names` and `types` (the element types in the file) in the order of the data sets;
  /// `format`; `metadata`, a tree; `not-imported`, the parts of the file that were left out; and
  /// `source`, the SHA-256 of the file.
  ///
  /// A data set has its tensor's name, with the characters that HDF5 keeps for paths written as `%`
  /// and two hexadecimal digits.
  static func model(_ weights: ModelWeights, source: Digest) -> Artifact {
    Artifact(
      type: .model,
      datasets: weights.entries.map { Dataset($0.name.asDatasetName, $0.tensor.elements) },
      attributes: [
        .init("names", .list(weights.names.map(Value.string))),
        .init("types", .list(weights.entries.map { .string($0.type.rawValue) })),
        .init("format", .string(weights.format.rawValue)),
        .init("metadata", .map(weights.metadata)),
        .init("not-imported", .list(weights.notImported.map(Value.string))),
        .init("source", .string(source.hex)),
      ])
  }

  /// The weights that this artifact holds.
  ///
  /// - Throws: `StageError` where it is not a model, or names tensors that it does not have.
  func weights() throws -> ModelWeights {
    guard type == .model else { throw StageError("expected a model, found \(type.rawValue)") }
    let damage = StageError("the model is damaged: its names do not match its tensors")
    guard let names = texts("names"), let types = texts("types"), names.count == types.count,
      let format = self[attribute: "format"]?.string.flatMap(ModelWeights.Format.init),
      case .map(let metadata)? = self[attribute: "metadata"], let left = texts("not-imported")
    else { throw damage }
    let elements = Dictionary(
      datasets.map { ($0.name, $0.elements) }, uniquingKeysWith: { first, _ in first })
    let entries = try zip(names, types).map { name, type in
      guard let type = ElementType(rawValue: type),
        let tensor = elements[name.asDatasetName].flatMap(ModelTensor.init)
      else { throw damage }
      return ModelWeights.Entry(name, type, tensor)
    }
    do {
      return try ModelWeights(entries, format: format, metadata: metadata, notImported: left)
    } catch { throw StageError(error.description) }
  }

  /// The SHA-256 of the file that a model was read from.
  func source() throws -> Digest {
    guard let digest = self[attribute: "source"]?.string.flatMap(Digest.init(hex:)) else {
      throw StageError("the model is damaged: it does not say what it was read from")
    }
    return digest
  }

  private func texts(_ name: String) -> [String]? {
    guard case .list(let items)? = self[attribute: name] else { return nil }
    let texts = items.compactMap(\.string)
    return texts.count == items.count ? texts : nil
  }
}

extension Value {
  fileprivate var string: String? { if case .string(let text) = self { text } else { nil } }
}

extension ModelTensor {
  fileprivate var elements: DatasetElements {
    switch self {
    case .float32(let tensor): .float32(tensor)
    case .float64(let tensor): .float64(tensor)
    case .int64(let tensor): .int64(tensor)
    case .int32(let tensor): .int32(tensor)
    case .int16(let tensor): .int16(tensor)
    case .uint8(let tensor): .uint8(tensor)
    }
  }

  fileprivate init?(_ elements: DatasetElements) {
    switch elements {
    case .float32(let tensor): self = .float32(tensor)
    case .float64(let tensor): self = .float64(tensor)
    case .int64(let tensor): self = .int64(tensor)
    case .int32(let tensor): self = .int32(tensor)
    case .int16(let tensor): self = .int16(tensor)
    case .uint8(let tensor): self = .uint8(tensor)
    case .string: return nil
    }
  }
}

extension ModelWeights: ArtifactDecodable {
  public static var artifactTypes: [ArtifactType] { [.model] }
  public init(from artifact: Artifact, named name: String) throws {
    self = try artifact.weights()
  }
}

/// Weights with the SHA-256 of the file that they were read from.
struct SourcedWeights: ArtifactDecodable, ArtifactEncodable {
  static let artifactTypes = [ArtifactType.model]

  var weights: ModelWeights
  let source: Digest

  init(_ weights: ModelWeights, source: Digest) {
    self.weights = weights
    self.source = source
  }

  init(from artifact: Artifact, named name: String) throws {
    weights = try artifact.weights()
    source = try artifact.source()
  }

  var artifact: Artifact { .model(weights, source: source) }
}
