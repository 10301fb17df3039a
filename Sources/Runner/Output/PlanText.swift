import PipelineKit

/// A plan in words.
struct PlanText {
  let graph: JobGraph
  let plan: Plan
  /// Whose values the params have.
  var preset: String?

  /// The params, one line a job, and one with the counts.
  var text: String {
    let rows = plan.jobs.map { job in
      var (state, reason) = Self.words(job.state, in: graph)
      if !job.unmet.isEmpty {
        (state, reason) = ("unmet", job.unmet.joined(separator: "; "))
      } else if !job.exports.isEmpty {
        let paths = job.exports.map { WorkingFolder.relative($0.path) }
        reason = "exports \(paths.joined(separator: ", "))"
      }
      return [graph.jobs[job.id].title, state, reason]
    }
    let stale = StaleExportText.lines(plan.staleExports).joined(separator: "\n")
    return [params, TextTable(rows: rows).text, comparisons, stale, counts].filter { !$0.isEmpty }
      .joined(
        separator: "\n")
  }

  /// The params that are not as the manifest has them.
  private var params: String {
    let values = graph.manifest.settings.map { "\($0.name)=\($0.value)" }
    guard preset != nil || !values.isEmpty else { return "" }
    let origin = preset.map { "Preset '\($0)'" } ?? "Params"
    return
      "\(origin): \(values.isEmpty ? "all as the manifest has them" : values.joined(separator: ", "))."
  }

  /// Which other runs the jobs are compared with.
  private var comparisons: String {
    plan.comparisons.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
      .joined(separator: "\n")
  }

  private var counts: String {
    let counts = plan.counts
    if plan.isDone {
      return "Nothing to do: the store has the \(SummaryText.results(of: graph.jobs.count))."
    }
    var parts = ["\(counts.willRun) will run"]
    if counts.waits > 0 { parts.append("\(counts.waits) wait for them") }
    parts.append("\(counts.cached) are cached")
    if counts.problems > 0 { parts.append("\(counts.problems) cannot run") }
    let unmet = plan.jobs.count { !$0.unmet.isEmpty }
    if unmet > 0 { parts.append("\(unmet) of them are not as expected and fail") }
    if !plan.exports.isEmpty {
      parts.append("\(Counted.text(plan.exports.count, "file")) to export")
    }
    return "\(Counted.text(graph.jobs.count, "job")): \(parts.joined(separator: ", "))."
  }

  /// State and reason of a job.
  static func words(_ state: JobPlan.State, in graph: JobGraph) -> (String, String) {
    switch state {
    case .cached: return ("cached", "")
    case .willRun(_, let reason, let shared):
      let also = shared.map { " (shares the result of \(graph.jobs[$0].title))" } ?? ""
      return ("will run", reason.description + also)
    case .waits(let upstream, let reason):
      let stages = upstream.map { graph.jobs[$0].stage }
      var unique: [String] = []
      for stage in stages where !unique.contains(stage) { unique.append(stage) }
      var text = "for " + unique.joined(separator: ", ")
      if case .changed(let changes) = reason, changes.isEmpty { return ("waits", text) }
      text += "; \(reason)"
      return ("waits", text)
    case .problem(let text): return ("problem", text)
    }
  }
}
