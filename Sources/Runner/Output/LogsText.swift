import PipelineKit

/// Logs of jobs in words, what failed first.
struct LogsText {
  /// What a job whose result is stored said.
  struct Result {
    var result: StoredResult
    /// In nanoseconds since 1970.
    var ended: Int
    var lines: [String]

    var value: Value {
      [
        "title": .string(result.title), "key": .string("\(result.key)"),
        "ended_at": .string(Timestamp.text(ended)),
        "log": .list(lines.filter { !$0.isEmpty }.map { .string($0) }),
      ]
    }
  }

  let failures: [FailureLog]
  let results: [Result]
  /// What a manifest calls values along axes.
  let names: (ManifestIdentity) -> AxisNames

  var lines: [String] { failureLines + results.flatMap(Self.lines) }

  private var failureLines: [String] {
    guard !failures.isEmpty else { return [] }
    let manifests = Set(failures.map(\.manifest))
    var lines: [String] = []
    for manifest in manifests.sorted(by: { $0.id < $1.id }) {
      let own = failures.filter { $0.manifest == manifest }
      lines.append(
        "\(manifest.file.map(WorkingFolder.relative) ?? manifest.name)"
          + (manifest.settings.isEmpty ? "" : " with \(manifest.settingsText)")
          + ": \(Counted.text(own.count, "failure"))")
      lines += own.flatMap { text(of: $0) }
    }
    return lines
  }

  private func text(of failure: FailureLog) -> [String] {
    let shown = names(failure.manifest).shown(failure.coordinates)
    let job = [failure.stage, shown.description].filter { !$0.isEmpty }
    let attempts = failure.attempts > 1 ? ", \(failure.attempts) attempts" : ""
    let title = "\(Moment.text(failure.ended))  \(job.joined(separator: " ")): failed\(attempts)"
    return [title] + Self.indented(failure.cause)
      + Self.indented(failure.lines.joined(separator: "\n"))
  }

  private static func lines(_ result: Result) -> [String] {
    let text = result.lines.joined(separator: "\n")
    return ["\(Moment.text(result.ended))  \(result.result.title): done"]
      + (text.isEmpty ? ["    said nothing"] : indented(text))
  }

  private static func indented(_ text: String) -> [String] {
    text.split(separator: "\n").map { "    " + $0 }
  }
}
