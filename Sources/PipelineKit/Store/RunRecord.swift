/// That a job was run, or found already done, at a moment: the history that `why` looks back on.
public struct RunRecord: Sendable, Equatable {
  public enum Status: String, Sendable {
    /// The stage ran and its outputs were stored.
    case done
    /// The result was there already, under another key than at the run before.
    case cached
    case failed
  }

  /// Whose run it was.
  public var source: ManifestIdentity
  public var stage: String
  public var coordinates: Coordinates
  public var key: JobKey
  public var status: Status
  /// Seconds.
  public var duration: Double
  /// When it ended, in nanoseconds since 1970.
  public var ended: Int
  /// What it took; `nil` where nothing ran, and in records of before.
  public var usage: JobUsage?

  public init(
    source: ManifestIdentity, stage: String, coordinates: Coordinates, key: JobKey, status: Status,
    duration: Double, ended: Int, usage: JobUsage? = nil
  ) {
    self.usage = usage
    self.source = source
    self.stage = stage
    self.coordinates = coordinates
    self.key = key
    self.status = status
    self.duration = duration
    self.ended = ended
  }

  /// `name:` of the manifest.
  public var manifest: String { source.name }

  /// The record as a tree, for the journal and `--json`.
  public var value: Value {
    .map(
      source.pairs + [
        .init("stage", .string(stage)), .init("coordinates", coordinates.value),
        .init("key", .string(key.description)), .init("status", .string(status.rawValue)),
        .init("duration", .number(duration)), .init("ended", .integer(ended)),
      ] + (usage.map { [.init("usage", $0.value)] } ?? []))
  }

  init?(_ value: Value) {
    guard let source = ManifestIdentity(value), let stage = value["stage"]?.text,
      let coordinates = value["coordinates"].flatMap({ Coordinates($0) }),
      let key = value["key"]?.text.flatMap({ JobKey(hex: $0) }),
      let status = value["status"]?.text.flatMap({ Status(rawValue: $0) }),
      let duration = value["duration"]?.number, let ended = value["ended"]?.integer
    else { return nil }
    self.init(
      source: source, stage: stage, coordinates: coordinates, key: key, status: status,
      duration: duration, ended: ended, usage: value["usage"].flatMap { JobUsage($0) })
  }
}
