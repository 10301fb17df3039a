import Arithmetic

/// Where a stored result comes from: the root attributes of its file.
struct Provenance: Sendable {
  var manifest: ManifestIdentity
  /// The stage as the manifest writes it, or as it was resolved.
  var fragment: String
  var stage: String
  var coordinates: Coordinates
  var record: KeyRecord
  /// The job's seed, whether or not the result depends on it.
  var seed: UInt64
  /// Where and from what it was made.
  var origin: ResultOrigin
  /// What the manifest says; `nil` for jobs that no file asks for.
  var facts: ManifestFacts?
  /// Zero where the stage uses no arithmetic.
  var operations: OperationCounts
  /// The kernels that the job called; those of a stage without an arithmetic too.
  var kernels: KernelTrace
  /// Versions of lastbit and its libraries.
  var versions: [Value.Pair]
  /// Nanoseconds since 1970.
  var ended: Int
  var usage: JobUsage
  var log: [String]

  /// The run that this is the provenance of.
  var run: RunRecord {
    RunRecord(
      source: manifest, stage: stage, coordinates: coordinates, key: record.key, status: .done,
      duration: Double(ended - origin.started) / 1e9, ended: ended, usage: usage)
  }

  /// Version of the layout of files in the store.
  static let format = 1

  /// The root attributes, in order.
  var attributes: [Value.Pair] {
    let texts = facts?.pairs(isWhole: record.lineage != nil) ?? []
    return head + texts + [
      .init("versions", .map(versions))
    ] + origin.machine.pairs + [
      .init("threads", .integer(origin.threads)),
      .init("started", .integer(origin.started)),
      .init("started_at", .string(Timestamp.text(origin.started))),
      .init("ended", .integer(ended)),
      .init("ended_at", .string(Timestamp.text(ended))),
    ] + usage.pairs + [
      .init("log", .string(log.joined(separator: "\n")))
    ]
  }

  /// What the job is.
  private var head: [Value.Pair] {
    [
      .init("format", .integer(Self.format)),
      .init("manifest", .string(manifest.name)),
      .init("manifest_file", .string(manifest.file ?? "")),
      .init("settings", .map(manifest.settings.map { .init($0.name, .string($0.value)) })),
      .init("fragment", .string(fragment)),
      .init("stage", .string(stage)),
      .init("coordinates", coordinates.value),
      .init("kind", .string(record.kind)),
      .init("version", .integer(record.version)),
      .init("parameters", .map(record.parameters)),
      .init("arithmetic", .string(record.arithmetic ?? "")),
      .init("operations", operations.value),
      .init("kernels", kernels.value),
      .init("seed", .string(String(seed))),
      .init("origins", .map(origin.inputs)),
      .init("key", .string(record.key.description)),
      .init("key_record", record.value),
    ]
  }
}
