public import Networks
public import PipelineKit

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
  public func weights() throws -> ModelWeights {
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
