extension JobGraph {
  /// One line a stage: the axes it runs along, how many values each has, and how many jobs that
  /// makes: `warp: subject 32 × arithmetic 2 × repeat 10 = 640`.
  public var shape: [String] {
    let counts = jobs.reduce(into: [String: Int]()) { $0[$1.stage, default: 0] += 1 }
    return stages.map { $0.shape(jobs: counts[$0.name] ?? 0) }
      + sets.map { set in
        "set \(set.name): \(set.axis) \(set.values.count) (\(Listing.text(set.values)))"
      }
  }
}

extension StageNode {
  /// - Parameter jobs: how many jobs the stage has; fewer than its axes allow where combinations
  ///   are excluded.
  fileprivate func shape(jobs: Int) -> String {
    var line = "\(name): "
    let product = axes.reduce(1) {
      $0.multipliedReportingOverflow(by: $1.values.count).partialValue
    }
    let text = axes.map { "\($0.name) \($0.values.count)" }.joined(separator: " × ")
    if axes.isEmpty {
      line += "1"
    } else if axes.count == 1, product == jobs {
      line += text
    } else {
      line += "\(text) = \(jobs)"
      if product != jobs { line += " of \(product)" }
    }
    if !over.isEmpty { line += ", over \(over.joined(separator: ", "))" }
    for added in added { line += ", \(added.port): \(added.axis.name) \(added.axis.values.count)" }
    return line
  }
}
