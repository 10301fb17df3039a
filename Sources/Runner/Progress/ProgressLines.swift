import PipelineKit

/// Progress in words: the block of lines on a terminal, and durations.
enum ProgressLines {
  /// At most this many running jobs have a line of their own.
  private static let mostJobs = 6
  /// Columns that a job's name gets before the bar goes, and then its time and percentage.
  private static let roomyName = 24
  private static let leastName = 12

  /// The live block: totals first, then the running jobs, each within a terminal of `width` columns
  /// and `height` rows.
  static func block(
    _ state: ProgressState, warnings: Int = 0, elapsed: Double,
    remaining: DurationEstimate.Remaining?, at now: ContinuousClock.Instant, width: Int, height: Int
  ) -> [String] {
    // The last column stays free: some terminals break the line after it.
    let width = max(1, width - 1)
    var lines = [
      totals(state, warnings: warnings, elapsed: elapsed, remaining: remaining, width: width)
    ]
    let running = state.running.sorted { $0.key < $1.key }
    // What has scrolled off the screen cannot be drawn over.
    let most = min(mostJobs, max(0, height - 3))
    for (id, job) in running.prefix(most) {
      lines.append(line(state.jobs[id], job, seconds: (now - job.started) / .seconds(1), width))
    }
    if running.count > most, most > 0 { lines.append("  … and \(running.count - most) more") }
    return lines.map { TextColumns.fit($0, width) }
  }

  /// One running job: bar, percentage, name, time. What there is no room for goes, the name last.
  private static func line(
    _ job: Job, _ running: ProgressState.Running, seconds: Double, _ width: Int
  ) -> String {
    var bar = "  " + bar(running.fraction ?? 0)
    var percent = " " + percentage(running.fraction) + "  "
    var time = ", " + duration(seconds)
    func room() -> Int {
      width - [bar, percent, time].reduce(0) { $0 + TextColumns.count($1) }
    }
    let name = TextColumns.count(job.title)
    if room() < min(name, roomyName) { bar = "" }
    if room() < min(name, leastName) { time = "" }
    if room() < min(name, leastName) { percent = " " }
    return bar + percent + JobLabel.fit(job.stage, job.shown, width: room()) + time
  }

  /// Four columns; empty where the stage does not say how far it is.
  private static func percentage(_ fraction: Double?) -> String {
    guard let fraction else { return "    " }
    let percent = Int(fraction * 100)
    let text = percent == 0 ? "<1%" : "\(percent)%"
    return String(repeating: " ", count: max(0, 4 - text.count)) + text
  }

  /// Counts and times in order of interest, as many as `width` columns hold.
  static func totals(
    _ state: ProgressState, warnings: Int = 0, elapsed: Double,
    remaining: DurationEstimate.Remaining?, width: Int = .max
  ) -> String {
    let ended = state.ended.count
    // In the order in which they are shown; the rank says which goes first.
    var parts = [(rank: 0, text: "\(ended)/\(state.jobs.count) jobs")]
    func add(_ rank: Int, _ count: Int, _ what: String) {
      if count > 0 { parts.append((rank, "\(count) \(what)")) }
    }
    parts.append((5, "\(state.count(.done)) run"))
    parts.append((6, "\(state.count(.cached)) cached"))
    add(1, state.count(.failed), "failed")
    add(7, state.count(.skipped), "skipped")
    add(7, state.count(.leftOut), "left out")
    add(3, warnings, warnings == 1 ? "warning" : "warnings")
    parts.append((4, duration(elapsed)))
    if state.isStopping {
      parts.append((1, "stopping; Ctrl-C again to leave at once"))
    } else if let remaining, ended < state.jobs.count {
      parts.append((2, left(remaining)))
    }
    func joined() -> String { parts.map(\.text).joined(separator: " · ") }
    while TextColumns.count(joined()) > width, parts.count > 1,
      let last = parts.indices.max(by: { parts[$0].rank < parts[$1].rank })
    {
      parts.remove(at: last)
    }
    return joined()
  }

  /// `about 5 min 10 s left`.
  static func left(_ remaining: DurationEstimate.Remaining) -> String {
    "\(remaining.isAtLeast ? "more than" : "about") \(duration(remaining.seconds)) left"
  }

  private static func bar(_ fraction: Double) -> String {
    let width = 12
    let full = Int((fraction * Double(width)).rounded(.down))
    return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
  }

  /// `0.4 s`, `12 s`, `2 min 05 s`, `3 h 20 min`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 9.95 {
      let tenths = Int((seconds * 10).rounded())
      return "\(tenths / 10).\(tenths % 10) s"
    }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(whole / 3600) h \(twoDigits(whole / 60 % 60)) min"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
