import PipelineKit

/// What came of a run, in a few lines.
enum SummaryText {
  static func text(
    _ summary: RunSummary, jobs: Int, names: AxisNames = AxisNames()
  ) -> String {
    var lines: [String] = []
    let seconds = ProgressLines.duration(summary.elapsed)
    let kept = summary.cached + summary.shared
    if summary.done == 0, kept == jobs, summary.failures.isEmpty {
      let work = summary.exported.isEmpty ? "do" : "compute"
      lines.append("Nothing to \(work): the store has the \(results(of: jobs)) (\(seconds)).")
    } else {
      var parts = ["\(summary.done) run"]
      if summary.cached > 0 { parts.append("\(summary.cached) in the store before") }
      if summary.shared > 0 { parts.append("\(summary.shared) the same as another") }
      if !summary.failures.isEmpty { parts.append("\(summary.failures.count) failed") }
      if summary.leftOut > 0 { parts.append("\(summary.leftOut) left out") }
      if summary.skipped > 0 { parts.append("\(summary.skipped) need a failed one") }
      if summary.notReached > 0 { parts.append("\(summary.notReached) not reached") }
      lines.append("\(Counted.text(jobs, "job")): \(parts.joined(separator: ", ")) (\(seconds)).")
    }
    lines += exported(summary.exported.map { WorkingFolder.relative($0) })
    lines += StaleExportText.lines(summary.staleExports)
    lines += FailureText(summary, names: names).lines
    if summary.wasCancelled {
      lines.append("Stopped. What is finished is kept; the same command goes on from here.")
    }
    if summary.wasCancelled || !summary.failures.isEmpty {
      lines.append("To go on: \(CommandText.own)")
    }
    return lines.joined(separator: "\n")
  }

  /// A few files by name, and how many more there are.
  private static func exported(_ paths: [String]) -> [String] {
    let most = 6
    guard paths.count > most else { return paths.map { "Exported \($0)" } }
    let named = paths.prefix(most - 1)
    return named.map { "Exported \($0)" } + ["Exported \(paths.count - named.count) more files"]
  }

  /// `results of all 49 jobs`.
  static func results(of jobs: Int) -> String {
    jobs == 1 ? "result of the only job" : "results of all \(jobs) jobs"
  }
}
