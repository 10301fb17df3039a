internal import Files

/// The JSON file beside an exported one that says where it comes from: `GeneratedBy` and `Sources` as
/// in BIDS derivatives, all else under `Lastbit`.
public struct ExportSidecar {
  private let provenances: [(key: JobKey, provenance: ResultProvenance)]
  private let port: String

  /// - Parameters:
  ///   - keys: the results in the file; several where tables were joined.
  ///   - port: the output that left.
  /// - Throws: as `Store.load(_:port:)`.
  public init(of keys: [JobKey], port: String, in store: Store) throws {
    provenances = try keys.map { ($0, try store.wholeProvenance(of: $0)) }
    self.port = port
  }

  /// `path` with `.json` in place of the ending that chose its format.
  ///
  /// - Parameter endings: those that files of its type can have.
  public static func path(beside path: String, endings: [String]) -> String {
    let ending = endings.filter(path.hasSuffix).max { $0.count < $1.count } ?? ""
    return path.dropLast(ending.count) + ".json"
  }

  /// Version of what it says.
  static let version = 1

  /// Writes it, whole or not at all.
  ///
  /// - Throws: `StageError` where the file cannot be written.
  public func write(to path: String) throws {
    do { try AtomicFile.write(Array((value.indentedJSON() + "\n").utf8), to: path) } catch {
      throw StageError(error.description)
    }
  }

  var value: Value {
    let files = Set(provenances.flatMap(\.provenance.ancestry.files))
      .sorted { ($0.path, $0.digest) < ($1.path, $1.digest) }
    return [
      "GeneratedBy": .list(generators),
      "Sources": .list(files.map { .string($0.path) }),
      "SourcesSHA256": .map(files.map { .init($0.path, .string($0.digest)) }),
      "Lastbit": provenances.count == 1
        ? facts(of: provenances[0].key, provenances[0].provenance)
        : .list(provenances.map { facts(of: $0.key, $0.provenance) }),
    ]
  }

  private var generators: [Value] {
    var found: [Value] = []
    for (_, provenance) in provenances {
      let generator: Value = [
        "Name": "lastbit", "Version": provenance["versions"]?["lastbit"] ?? .null,
        "Commit": provenance["commit"] ?? .null, "Description": provenance["kind"] ?? .null,
      ]
      if !found.contains(generator) { found.append(generator) }
    }
    return found
  }

  private static let names = [
    ("stage", "Stage"), ("coordinates", "Coordinates"), ("kind", "Kind"), ("version", "Version"),
    ("parameters", "Parameters"), ("arithmetic", "Arithmetic"), ("seed", "Seed"),
    ("manifest", "Manifest"), ("manifest_file", "ManifestFile"), ("params", "Params"),
    ("manifest_seed", "ManifestSeed"), ("versions", "Versions"), ("system", "System"),
    ("processor", "Processor"), ("instructions", "Instructions"), ("threads", "Threads"),
    ("started_at", "Started"), ("ended_at", "Ended"),
  ]

  private func facts(of key: JobKey, _ provenance: ResultProvenance) -> Value {
    var pairs: [Value.Pair] = [
      .init("Key", .string(key.description)), .init("Port", .string(port)),
    ]
    for (name, shown) in Self.names {
      if let value = provenance[name] { pairs.append(.init(shown, value)) }
    }
    let manifests = provenance.manifests
    if !manifests.isEmpty {
      pairs.append(
        .init(
          "ManifestsSHA256", .map(manifests.map { .init($0.path, .string($0.digest)) })))
    }
    return .map(pairs)
  }
}
