import PipelineKit

/// Why jobs will run or not, in words.
struct WhyText {
  let graph: JobGraph
  let plan: Plan

  /// A paragraph for each reason, with the jobs that it holds for.
  func text(_ jobs: [Job]) -> String {
    var order: [String] = []
    var titles: [String: [String]] = [:]
    for job in jobs {
      let reason = reason(plan.jobs[job.id], isOnlyOne: jobs.count == 1)
      if titles[reason] == nil { order.append(reason) }
      titles[reason, default: []].append(job.title)
    }
    return order.map { reason in
      let named = titles[reason] ?? []
      let shown = named.prefix(8).joined(separator: "; ")
      return shown + (named.count > 8 ? "; … (\(named.count) jobs)" : "") + "\n" + reason
    }.joined(separator: "\n\n")
  }

  private func reason(_ job: JobPlan, isOnlyOne: Bool) -> String {
    var lines: [String] = []
    switch job.state {
    case .cached(let key):
      lines = ["cached: nothing that it depends on has changed"]
      if isOnlyOne { lines.append("key \(key)") }
    case .willRun(_, let reason, _):
      lines = ["will run"] + Self.lines(reason)
    case .waits(let upstream, let reason):
      lines = ["waits: what it reads is not known yet"] + Self.lines(reason)
      lines += roots(of: upstream)
    case .problem(let text): lines = ["cannot run: \(text)"]
    }
    if isOnlyOne, let last = job.lastRun {
      let duration = ProgressLines.duration(last.duration)
      lines.append("last time: \(last.status.rawValue) in \(duration), key \(last.key)")
    }
    return lines.map { "  " + $0 }.joined(separator: "\n")
  }

  private static func lines(_ reason: JobPlan.Reason) -> [String] {
    if case .changed(let changes) = reason { return changes.map(\.description) }
    return [reason.description]
  }

  /// The jobs upstream that will run, and why.
  private func roots(of upstream: [Int]) -> [String] {
    var lines: [String] = []
    var seen: Set<Int> = []
    var open = upstream
    while let id = open.popLast() {
      guard seen.insert(id).inserted else { continue }
      switch plan.jobs[id].state {
      case .waits(let more, _): open += more
      case .willRun(_, let reason, _):
        lines.append("\(graph.jobs[id].title) will run: \(reason)")
      case .problem(let text): lines.append("\(graph.jobs[id].title) cannot run: \(text)")
      case .cached: break
      }
    }
    let most = 8
    let shown = lines.sorted().prefix(most)
    return Array(shown) + (lines.count > most ? ["… and \(lines.count - most) more"] : [])
  }
}
