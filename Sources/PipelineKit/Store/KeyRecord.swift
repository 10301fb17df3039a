/// What a job's key is made of, field by field, kept so that `why` can name the one that changed.
public struct KeyRecord: Sendable, Equatable {
  /// One artifact that the job reads.
  public struct Item: Sendable, Equatable {
    public var coordinates: Coordinates
    /// Content digest of the artifact; for a source SHA-256 of its file's bytes, or over those of all
    /// its files.
    public var digest: Digest
    /// For a source, what it is read as, by which readers and how (`volume, readers 1, volume=3`).
    public var source: String?

    public init(coordinates: Coordinates, digest: Digest, source: String? = nil) {
      self.coordinates = coordinates
      self.digest = digest
      self.source = source
    }
  }

  /// What one input port holds.
  public struct Input: Sendable, Equatable {
    public var port: String
    public var items: [Item]

    public init(port: String, items: [Item]) {
      self.port = port
      self.items = items
    }
  }

  /// One stream of random numbers.
  public struct Stream: Sendable, Equatable {
    public var name: String
    public var seed: UInt64

    public init(_ name: String, seed: UInt64) {
      self.name = name
      self.seed = seed
    }
  }

  public var kind: String
  public var version: Int
  /// Resolved parameters, sorted by name.
  public var parameters: [Value.Pair]
  /// `Arithmetics.identity`; `nil` where the stage uses none.
  public var arithmetic: String?
  /// Of the arithmetic's rounding; `nil` where the result does not depend on it.
  public var seed: UInt64?
  /// Seeds of the random numbers that the stage draws for itself, by stream, as it declares them.
  public var streams: [Stream]
  /// Inputs sorted by port.
  public var inputs: [Input]
  /// What led to the job and the manifest's name; `nil` unless the stage's answer depends on them.
  public var lineage: Value?

  public init(
    kind: String, version: Int, parameters: ParameterValues, arithmetic: String?, seed: UInt64?,
    streams: [Stream] = [], inputs: [Input], lineage: Value? = nil
  ) {
    self.kind = kind
    self.version = version
    self.parameters = parameters.sorted
    self.arithmetic = arithmetic
    self.seed = seed
    self.streams = streams
    self.inputs = inputs.count > 1 ? inputs.sorted { $0.port < $1.port } : inputs
    self.lineage = lineage
  }

  /// SHA-256 over every field.
  public var key: JobKey { key(after: commonHasher) }

  /// Over the fields that do not follow a job's coordinates: they come first.
  var commonHasher: FieldHasher {
    var hasher = FieldHasher()
    hasher.add(tag: "format", 1)
    hasher.add(tag: "kind", kind)
    hasher.add(tag: "version", version)
    hasher.add(tag: "parameters", parameters.count)
    for parameter in parameters {
      hasher.add(tag: "name", parameter.key)
      hasher.add(tag: "json", parameter.value.json(nonFinite: .token))
    }
    if let arithmetic { hasher.add(tag: "arithmetic", arithmetic) }
    return hasher
  }

  /// The key, where the common fields are hashed already.
  func key(after common: FieldHasher) -> JobKey {
    var hasher = common
    if let seed { hasher.add(tag: "seed", seed) }
    for stream in streams {
      hasher.add(tag: "stream", stream.name)
      hasher.add(tag: "seed", stream.seed)
    }
    if let lineage { hasher.add(tag: "lineage", lineage.json(nonFinite: .token)) }
    hasher.add(tag: "inputs", inputs.count)
    for input in inputs {
      hasher.add(tag: "port", input.port)
      hasher.add(tag: "items", input.items.count)
      for item in input.items {
        for entry in item.coordinates.entries {
          hasher.add(tag: "axis", entry.axis)
          hasher.add(tag: "value", entry.value)
        }
        if let source = item.source { hasher.add(tag: "source", source) }
        hasher.add(tag: "digest", item.digest)
      }
    }
    return JobKey(hasher.finalize())
  }
}

extension KeyRecord {
  /// The record as a tree, for the journal, provenance and `--json`.
  public var value: Value {
    .map([
      .init("kind", .string(kind)),
      .init("version", .integer(version)),
      .init("parameters", .map(parameters)),
      .init("arithmetic", arithmetic.map { .string($0) } ?? .null),
      // As text: a seed uses all 64 bits, which not every JSON reader keeps.
      .init("seed", seed.map { .string(String($0)) } ?? .null),
      .init("streams", .map(streams.map { .init($0.name, .string(String($0.seed))) })),
      .init(
        "inputs",
        .list(
          inputs.map { input in
            .map([
              .init("port", .string(input.port)), .init("items", .list(input.items.map(\.value))),
            ])
          })),
      .init("lineage", lineage ?? .null),
    ])
  }

  /// Reads a record back; `nil` where the tree is not one.
  public init?(_ value: Value) {
    guard let kind = value["kind"]?.text, let version = value["version"]?.integer,
      case .map(let parameters)? = value["parameters"], case .list(let inputs)? = value["inputs"],
      let arithmetic = value["arithmetic"], let seed = value["seed"], let lineage = value["lineage"]
    else { return nil }
    self.kind = kind
    self.version = version
    self.parameters = parameters
    self.arithmetic = arithmetic.text
    self.seed = seed.text.flatMap { UInt64($0) }
    streams = []
    // Records of before have none.
    if case .map(let pairs)? = value["streams"] {
      for pair in pairs {
        guard let seed = pair.value.text.flatMap({ UInt64($0) }) else { return nil }
        streams.append(Stream(pair.key, seed: seed))
      }
    }
    self.inputs = []
    self.lineage = lineage == .null ? nil : lineage
    for input in inputs {
      guard let port = input["port"]?.text, case .list(let values)? = input["items"] else {
        return nil
      }
      let items = values.compactMap { Item($0) }
      guard items.count == values.count else { return nil }
      self.inputs.append(Input(port: port, items: items))
    }
  }
}

extension KeyRecord.Item {
  var value: Value {
    var pairs: [Value.Pair] = [
      .init("coordinates", coordinates.value), .init("digest", .string(digest.hex)),
    ]
    if let source { pairs.append(.init("source", .string(source))) }
    return .map(pairs)
  }

  init?(_ value: Value) {
    guard let coordinates = value["coordinates"].flatMap({ Coordinates($0) }),
      let digest = value["digest"]?.text.flatMap({ Digest(hex: $0) })
    else { return nil }
    self.init(coordinates: coordinates, digest: digest, source: value["source"]?.text)
  }
}

extension Coordinates {
  /// Reads coordinates back; `nil` where the tree is not a map of texts.
  public init?(_ value: Value) {
    guard case .map(let pairs) = value else { return nil }
    var entries: [Entry] = []
    for pair in pairs {
      guard case .string(let value) = pair.value else { return nil }
      entries.append(Entry(pair.key, value))
    }
    self.init(entries)
  }
}
