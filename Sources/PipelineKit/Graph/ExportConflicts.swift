/// Looks for exports that would write over each other or over sources.
struct ExportConflicts {
  /// Absolute paths of the files that the sources name.
  private let sources: Set<String>
  private let diagnostics: DiagnosticCollector

  init(sources: Set<String>, _ diagnostics: DiagnosticCollector) {
    self.sources = sources
    self.diagnostics = diagnostics
  }

  /// No two jobs write one file, and none writes over a source.
  func check(_ jobs: [Job]) {
    var writers: [String: Job] = [:]
    for job in jobs {
      for path in job.exports.flatMap(\.paths) {
        if sources.contains(path) {
          diagnostics.error(
            "stage '\(job.stage)' would export over the source \(quoted(path))", at: job.mark)
        }
        guard let other = writers.updateValue(job, forKey: path) else { continue }
        report(job, other, path)
      }
    }
  }

  private func report(_ job: Job, _ other: Job, _ path: String) {
    guard job.stage == other.stage else {
      diagnostics.error(
        "stages '\(other.stage)' and '\(job.stage)' both export to \(quoted(path))", at: job.mark)
      return
    }
    let axes = zip(other.coordinates.entries, job.coordinates.entries)
      .filter { $0 != $1 }.map { "$" + $0.0.axis }
    diagnostics.error(
      "stage '\(job.stage)' exports more than one result to \(quoted(path))", at: job.mark,
      hint: axes.isEmpty
        ? "give each port a path of its own"
        : "put \(axes.joined(separator: " and ")) in the path")
  }
}
