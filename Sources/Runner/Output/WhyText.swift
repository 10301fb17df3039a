import PipelineKit

/// Why jobs will run or not, in words.
struct WhyText {
  let graph: JobGraph
  let plan: Plan

  private static let mostTitles = 8
  private static let mostLines = 8

  /// A line about one job, and the same about any of a group.
  private struct Line {
    var own: String
    var common: String

    init(_ own: String, common: String? = nil) {
      self.own = own
      self.common = common ?? own
    }
  }

  /// A paragraph for each reason, with the jobs that it holds for. Jobs whose reasons differ in
  /// nothing but digests, values or the subject before them have one.
  func text(_ jobs: [Job]) -> String {
    var order: [[String]] = []
    var groups: [[String]: (titles: [String], own: [[String]])] = [:]
    for job in jobs {
      let lines = lines(plan.jobs[job.id], isOnlyOne: jobs.count == 1)
      let common = lines.map(\.common)
      if groups[common] == nil { order.append(common) }
      groups[common, default: ([], [])].titles.append(job.title)
      groups[common]?.own.append(lines.map(\.own))
    }
    return order.map { common in
      let group = groups[common] ?? ([], [])
      let shown = group.titles.prefix(Self.mostTitles).joined(separator: "; ")
      let more = group.titles.count > Self.mostTitles ? "; … (\(group.titles.count) jobs)" : ""
      let lines = common.indices.map { index in
        let first = group.own[0][index]
        return group.own.allSatisfy { $0[index] == first } ? first : common[index]
      }
      return ([shown + more] + lines.map { "  " + $0 }).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  private func lines(_ job: JobPlan, isOnlyOne: Bool) -> [Line] {
    var lines: [Line] = []
    switch job.state {
    case .cached(let key):
      lines = [Line("cached: nothing that it depends on has changed")]
      if isOnlyOne { lines.append(Line("key \(key)")) }
    case .willRun(_, let reason, _):
      lines = [Line("will run")] + Self.lines(reason)
    case .waits(let upstream, let reason):
      lines = [Line("waits: what it reads is not known yet")] + Self.lines(reason)
      lines += roots(of: upstream)
    case .problem(let text):
      lines = [Line("cannot run: \(text)", common: "cannot run: \(Likeness.of(text))")]
    }
    if let comparison = job.comparison { lines.append(Line(comparison)) }
    if isOnlyOne, job.isOwn, let last = job.lastRun {
      let duration = ProgressLines.duration(last.duration)
      lines.append(Line("last time: \(last.status.rawValue) in \(duration), key \(last.key)"))
    }
    return lines
  }

  private static func lines(_ reason: JobPlan.Reason) -> [Line] {
    guard case .changed(let changes) = reason else {
      return [Line(reason.description, common: common(reason))]
    }
    var lines: [Line] = []
    var items: [String: [KeyChange]] = [:]
    for change in changes {
      // A thousand items of one port are one line.
      if case .input(let port, let coordinates) = change.field, !coordinates.entries.isEmpty {
        items[port, default: []].append(change)
        continue
      }
      lines.append(Line(change.description, common: change.gist))
    }
    for (port, changes) in items.sorted(by: { $0.key < $1.key }) {
      if changes.count <= mostLines {
        lines += changes.map { Line($0.description, common: $0.gist) }
      } else {
        let first = changes.prefix(2).map(\.gist).joined(separator: "; ")
        let line = "\(changes.count) items of input '\(port)' changed: \(first); …"
        lines.append(Line(line, common: "items of input '\(port)' changed"))
      }
    }
    return lines
  }

  private static func common(_ reason: JobPlan.Reason) -> String {
    switch reason {
    case .changed(let changes): changes.map(\.gist).joined(separator: "; ")
    case .damaged: "its stored result is damaged"
    case .neverRan, .resultGone, .kernelsChanged, .failed: reason.description
    }
  }

  /// The jobs upstream that will run, and why: a line for each stage and reason.
  private func roots(of upstream: [Int]) -> [Line] {
    var seen: Set<Int> = []
    var open = upstream
    var order: [String] = []
    var groups: [String: (jobs: [Int], reasons: [String])] = [:]
    func add(_ id: Int, _ reason: String, _ common: String) {
      let line = "\(graph.jobs[id].stage) \(common)"
      if groups[line] == nil { order.append(line) }
      groups[line, default: ([], [])].jobs.append(id)
      groups[line]?.reasons.append(reason)
    }
    while let id = open.popLast() {
      guard seen.insert(id).inserted else { continue }
      switch plan.jobs[id].state {
      case .waits(let more, _): open += more
      case .willRun(_, let reason, _):
        add(id, "will run: \(reason)", "will run: \(Self.common(reason))")
      case .problem(let text): add(id, "cannot run: \(text)", "cannot run: \(Likeness.of(text))")
      case .cached: break
      }
    }
    let lines = order.sorted().map { line -> Line in
      guard let group = groups[line] else { return Line(line) }
      let jobs = group.jobs.sorted()
      let isOneReason = Set(group.reasons).count == 1
      guard jobs.count > 1 else {
        return Line("\(graph.jobs[jobs[0]].title) \(group.reasons[0])", common: line)
      }
      let shown = jobs.prefix(3).map { "\(graph.jobs[$0].shown)" }.joined(separator: "; ")
      let stage = graph.jobs[jobs[0]].stage
      let places = "\(shown)\(jobs.count > 3 ? "; …" : "")"
      return Line(
        "\(stage), \(jobs.count) jobs (\(places)), "
          + (isOneReason ? group.reasons[0] : String(line.dropFirst(stage.count + 1))),
        common: line)
    }
    return Array(lines.prefix(Self.mostLines))
      + (lines.count > Self.mostLines ? [Line("… and \(lines.count - Self.mostLines) more")] : [])
  }
}
