public import Arithmetic

/// One job as a record of its own: all that a process needs to run it that sees the store and the
/// job's source files, and knows nothing of the manifest, the graph or the run.
///
/// What the result depends on is in `record`; the rest is how to get at it and what to write beside
/// it. `lastbit job` runs one.
public struct JobOrder: Sendable {
  /// Whose run it is of.
  public var manifest: ManifestIdentity
  /// The stage as the manifest writes it, or as it was resolved.
  public var fragment: String
  public var stage: String
  public var coordinates: Coordinates
  /// Kind, version, parameters and the digests of the inputs: what the key is made of.
  public var record: KeyRecord
  /// `nil` where the stage does not use kernels.
  public var arithmetic: ArithmeticSpecification?
  /// The arithmetic as the manifest writes it, for messages.
  public var arithmeticLabel: String?
  /// Whether or not the result depends on it.
  public var seed: UInt64
  public var inputs: [Input]
  /// Lines for the log that were known before the job.
  public var notes: [String]
  /// Threads that the job may keep busy.
  public var threads: Int
  /// Seconds after which it is stopped.
  public var timeout: Double?
  /// What it asks a scheduler for.
  public var resources = Resources()
  /// Names and versions of lastbit and of the libraries that it computes with.
  public var versions: [Value.Pair]
  /// What the manifest says, for provenance; `nil` for jobs that no file asks for.
  public var facts: ManifestFacts?

  /// The items on one port; their digests stand in `record` in the same order.
  public struct Input: Sendable {
    public var port: String
    public var items: [Item]
  }

  /// One artifact that the job reads.
  public struct Item: Sendable {
    public var coordinates: Coordinates
    public var origin: Origin
  }

  /// Where an artifact comes from.
  public enum Origin: Sendable {
    /// A result in the store; `stage` is the name under which it was asked for.
    case stored(JobKey, port: String, stage: String)
    /// A file outside the store.
    case file(SourceItem)
  }

  var parameters: ParameterValues {
    ParameterValues(Dictionary(record.parameters.map { ($0.key, $0.value) }) { $1 })
  }

  /// The items of an input, each with the digest that the key has for it.
  func digested(_ input: Input) -> [(item: Item, digest: Digest)] {
    let digests = record.inputs.first { $0.port == input.port }?.items.map(\.digest) ?? []
    return zip(input.items, digests).map { ($0, $1) }
  }

  /// What led to the job, for stages that say `usesLineage`.
  var lineage: Lineage { record.lineage?["lineage"].flatMap { Lineage($0) } ?? Lineage() }
}

extension JobOrder {
  /// Raised when the layout changes; an order is run by the lastbit that wrote it.
  private static let format = 1

  /// The order as a tree, for JSON.
  public var value: Value {
    [
      "order": .integer(Self.format),
      "manifest": .map(manifest.pairs),
      "fragment": .string(fragment),
      "stage": .string(stage),
      "coordinates": coordinates.value,
      "record": record.value,
      "arithmetic": arithmetic.map(\.value) ?? .null,
      "arithmeticLabel": arithmeticLabel.map { .string($0) } ?? .null,
      "seed": .string(String(seed)),
      "inputs": .list(
        inputs.map { ["port": .string($0.port), "items": .list($0.items.map(\.value))] }),
      "notes": .list(notes.map { .string($0) }),
      "threads": .integer(threads),
      "timeout": timeout.map { .number($0) } ?? .null,
      "versions": .map(versions),
      "facts": facts.map(\.value) ?? .null,
      "resources": [
        "cores": .integer(resources.cores),
        "memory": resources.memory.map { .integer($0) } ?? .null,
        "time": resources.time.map { .number($0) } ?? .null,
      ],
    ]
  }

  /// Reads an order back; `nil` where the tree is not one, or of another layout.
  public init?(_ value: Value) {
    guard value["order"]?.integer == Self.format,
      let manifest = value["manifest"].flatMap({ ManifestIdentity($0) }),
      let fragment = value["fragment"]?.text, let stage = value["stage"]?.text,
      let coordinates = value["coordinates"].flatMap({ Coordinates($0) }),
      let record = value["record"].flatMap({ KeyRecord($0) }),
      let arithmetic = value["arithmetic"], let seed = value["seed"]?.text.flatMap({ UInt64($0) }),
      case .list(let inputs)? = value["inputs"], case .list(let notes)? = value["notes"],
      let threads = value["threads"]?.integer, case .map(let versions)? = value["versions"]
    else { return nil }
    self.manifest = manifest
    self.fragment = fragment
    self.stage = stage
    self.coordinates = coordinates
    self.record = record
    self.arithmetic = ArithmeticSpecification(arithmetic)
    arithmeticLabel = value["arithmeticLabel"]?.text
    self.seed = seed
    self.inputs = []
    self.notes = notes.compactMap(\.text)
    self.threads = threads
    timeout = value["timeout"]?.number
    self.versions = versions
    facts = value["facts"].flatMap { ManifestFacts($0) }
    if let asked = value["resources"] {
      resources = Resources(
        cores: asked["cores"]?.integer ?? 1, memory: asked["memory"]?.integer,
        time: asked["time"]?.number)
    }
    for input in inputs {
      guard let port = input["port"]?.text, case .list(let values)? = input["items"] else {
        return nil
      }
      let items = values.compactMap { Item($0) }
      guard items.count == values.count else { return nil }
      self.inputs.append(Input(port: port, items: items))
    }
    guard arithmetic == .null || self.arithmetic != nil else { return nil }
  }
}

extension JobOrder.Item {
  fileprivate var value: Value {
    var pairs: [Value.Pair] = [.init("coordinates", coordinates.value)]
    switch origin {
    case .stored(let key, let port, let stage):
      pairs += [
        .init("key", .string(key.description)), .init("port", .string(port)),
        .init("stage", .string(stage)),
      ]
    case .file(let source):
      let options = source.options.sorted { $0.key < $1.key }
      pairs += [
        .init("file", .string(source.path)), .init("type", .string(source.type.rawValue)),
        .init("options", .map(options.map { .init($0.key, $0.value) })),
      ]
    }
    return .map(pairs)
  }

  fileprivate init?(_ value: Value) {
    guard let coordinates = value["coordinates"].flatMap({ Coordinates($0) }) else { return nil }
    if let key = value["key"]?.text.flatMap({ JobKey(hex: $0) }), let port = value["port"]?.text,
      let stage = value["stage"]?.text
    {
      self.init(coordinates: coordinates, origin: .stored(key, port: port, stage: stage))
    } else if let path = value["file"]?.text,
      let type = value["type"]?.text.map({ ArtifactType($0) }),
      case .map(let options)? = value["options"]
    {
      let options = Dictionary(options.map { ($0.key, $0.value) }) { $1 }
      self.init(
        coordinates: coordinates, origin: .file(SourceItem(path, as: type, options: options)))
    } else {
      return nil
    }
  }
}

extension ArithmeticSpecification {
  fileprivate var value: Value {
    [
      "name": .string(name),
      "options": .map(
        options.sorted { $0.key < $1.key }.map { .init($0.key, $0.value.value) }),
    ]
  }

  fileprivate init?(_ value: Value) {
    guard let name = value["name"]?.text, case .map(let pairs)? = value["options"] else {
      return nil
    }
    var options: [String: ArithmeticOption] = [:]
    for pair in pairs {
      guard let option = ArithmeticOption(pair.value) else { return nil }
      options[pair.key] = option
    }
    self.init(name: name, options: options)
  }
}

extension ArithmeticOption {
  fileprivate var value: Value {
    switch self {
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let value): .string(value)
    case .list(let values): .list(values.map { .string($0) })
    }
  }

  fileprivate init?(_ value: Value) {
    switch value {
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .text(value)
    case .list(let values): self = .list(values.compactMap(\.text))
    case .null, .boolean, .map: return nil
    }
  }
}
