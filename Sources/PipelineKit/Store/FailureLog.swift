import Synchronization

/// That a job failed for good, and what it said until then: kept in the store, whose results say
/// nothing of it.
public struct FailureLog: Sendable, Equatable {
  /// Whose run it was.
  public var manifest: ManifestIdentity
  public var stage: String
  public var coordinates: Coordinates
  /// What went wrong and what to do.
  public var cause: String
  public var attempts: Int
  /// The file that could not be written, where the job has its result and only an export failed.
  public var path: String?
  /// In nanoseconds since 1970.
  public var ended: Int
  /// The last lines of the last attempt's log.
  public var lines: [String]

  /// Of longer logs the end is kept.
  static let mostLines = 100
  private static let longestLine = 1000

  init(
    manifest: ManifestIdentity, stage: String, coordinates: Coordinates, cause: String,
    attempts: Int, path: String? = nil, ended: Int, lines: [String]
  ) {
    self.manifest = manifest
    self.stage = stage
    self.coordinates = coordinates
    self.cause = cause
    self.attempts = attempts
    self.path = path
    self.ended = ended
    self.lines = lines.suffix(Self.mostLines).map { line in
      line.count > Self.longestLine ? line.prefix(Self.longestLine) + "…" : line
    }
  }

  /// The failure as a tree, for the journal and `--json`.
  public var value: Value {
    .map(
      manifest.pairs + [
        .init("stage", .string(stage)), .init("coordinates", coordinates.value),
        .init("cause", .string(cause)), .init("attempts", .integer(attempts)),
        .init("path", path.map { .string($0) } ?? .null), .init("ended", .integer(ended)),
        .init("ended_at", .string(Timestamp.text(ended))),
        .init("log", .list(lines.map { .string($0) })),
      ])
  }

  init?(_ value: Value) {
    guard let manifest = ManifestIdentity(value), let stage = value["stage"]?.text,
      let coordinates = value["coordinates"].flatMap({ Coordinates($0) }),
      let cause = value["cause"]?.text, let attempts = value["attempts"]?.integer,
      let ended = value["ended"]?.integer, case .list(let lines)? = value["log"]
    else { return nil }
    self.init(
      manifest: manifest, stage: stage, coordinates: coordinates, cause: cause, attempts: attempts,
      path: value["path"]?.text, ended: ended, lines: lines.compactMap(\.text))
  }

  /// What failures of one thing have in common.
  fileprivate struct Place: Hashable {
    var manifest: ManifestIdentity
    var stage: String
    var coordinates: Coordinates
    var path: String?
  }

  fileprivate var place: Place {
    Place(manifest: manifest, stage: stage, coordinates: coordinates, path: path)
  }
}

extension Store {
  /// Every failure that is kept, the first one first.
  public func failures() -> [FailureLog] {
    index.withLock { $0.content.failures }.compactMap { line in
      Journal.value(ofRest: line)?["failure"].flatMap { FailureLog($0) }
    }.sorted { $0.ended < $1.ended }
  }

  /// Failures that nothing has mended since, the last one of each job and export, the first one first.
  public func openFailures() -> [FailureLog] {
    var last: [FailureLog.Place: FailureLog] = [:]
    for failure in failures() { last[failure.place] = failure }
    return last.values.filter { !isMended($0) }.sorted { $0.ended < $1.ended }
  }

  private func isMended(_ failure: FailureLog) -> Bool {
    if let path = failure.path {
      let stamp = index.withLock { $0.content.exports[path] }
      return stamp.map { $0.file.modified > failure.ended } ?? false
    }
    let run = lastRun(
      of: failure.manifest, stage: failure.stage, coordinates: failure.coordinates)
    return run.map { $0.status != .failed && $0.ended > failure.ended } ?? false
  }

  /// Keeps what a failed job said.
  func note(_ failure: FailureLog) throws(StoreError) {
    try prepare()
    try index.withLock { (index) throws(StoreError) in try index.append([.failure(failure)]) }
  }
}
