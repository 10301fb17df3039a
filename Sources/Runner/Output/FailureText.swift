import PipelineKit

/// The failures of a run, for its end: what failed, where along the axes, and why.
struct FailureText {
  let summary: RunSummary
  let names: AxisNames
  private let causes: [Int: JobFailure]

  private static let mostGroups = 20
  private static let mostCauses = 3

  init(_ summary: RunSummary, names: AxisNames) {
    self.summary = summary
    self.names = names
    causes = Dictionary(
      summary.failures.filter { !$0.isExport }.map { ($0.job, $0) }, uniquingKeysWith: { $1 })
  }

  /// None where nothing failed.
  var lines: [String] { jobLines + exportLines }

  private var jobLines: [String] {
    guard !causes.isEmpty else { return [] }
    var lines = ["\(Counted.text(causes.count, "job")) failed:"]
    let groups = summary.failedStages.flatMap { stage in stage.groups.map { (stage, $0) } }
    for (stage, group) in groups.prefix(Self.mostGroups) {
      let mark = stage.mark
      lines.append(
        "  \(stage.stage) \(group.text(names.shown))\(Self.goingOn(stage.droppedBy))"
          + " (\(mark.file):\(mark.line):\(mark.column))")
      lines += causes(of: group).map { "    " + $0 }
    }
    if groups.count > Self.mostGroups {
      lines.append("  … and \(groups.count - Self.mostGroups) more; --json has them all")
    }
    return lines
  }

  private static func goingOn(_ stages: [String]) -> String {
    guard let first = stages.first else { return "" }
    return stages.count == 1
      ? "; '\(first)' leaves them out"
      : "; \(Listing.text(stages.map { "'\($0)'" })) leave them out"
  }

  /// What the jobs of a group said, each thing once.
  private func causes(of group: FailureGroup) -> [String] {
    var order: [String] = []
    var alike: [String: (first: String, count: Int)] = [:]
    for failure in group.members.compactMap({ causes[$0] }) {
      let likeness = Likeness.of(failure.cause, at: failure.coordinates)
      if alike[likeness] == nil { order.append(likeness) }
      alike[likeness, default: (failure.cause, 0)].count += 1
    }
    var lines = order.prefix(Self.mostCauses).compactMap { alike[$0] }.map { cause in
      cause.first + (order.count > 1 && cause.count > 1 ? " (\(cause.count) jobs say so)" : "")
    }
    if order.count > Self.mostCauses {
      lines.append("… and \(order.count - Self.mostCauses) other reasons")
    }
    return lines
  }

  private var exportLines: [String] {
    let failures = summary.failures.filter(\.isExport)
    guard !failures.isEmpty else { return [] }
    let most = 5
    return ["\(Counted.text(failures.count, "export")) failed:"]
      + failures.prefix(most).map { "  " + $0.cause }
      + (failures.count > most ? ["  … and \(failures.count - most) more"] : [])
  }
}
