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
  /// Keys of the jobs that made the inputs, or paths of source files, by `port[coordinates]`.
  var origins: [Value.Pair]
  /// Zero where the stage uses no arithmetic.
  var operations: OperationCounts
  /// The kernels that the job called; those of a stage without an arithmetic too.
  var kernels: KernelTrace
  /// Versions of lastbit and its libraries.
  var versions: [Value.Pair]
  /// The processor's name.
  var processor: String
  /// Nanoseconds since 1970.
  var started: Int
  var ended: Int
  /// Most memory that the process had used by the end of the job, in bytes.
  var peakMemory: Int
  var log: [String]

  /// The run that this is the provenance of.
  var run: RunRecord {
    RunRecord(
      source: manifest, stage: stage, coordinates: coordinates, key: record.key, status: .done,
      duration: Double(ended - started) / 1e9, ended: ended)
  }

  /// Version of the layout of files in the store.
  static let format = 1

  /// The root attributes, in order.
  var attributes: [Value.Pair] {
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
      .init("origins", .map(origins)),
      .init("key", .string(record.key.description)),
      .init("key_record", record.value),
      .init("versions", .map(versions)),
      .init("processor", .string(processor)),
      .init("started", .integer(started)),
      .init("ended", .integer(ended)),
      .init("peak_memory", .integer(peakMemory)),
      .init("log", .string(log.joined(separator: "\n"))),
    ]
  }
}
