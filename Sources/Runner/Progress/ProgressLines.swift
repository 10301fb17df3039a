import PipelineKit

/// Progress in words: the block of lines on a terminal, and durations.
enum ProgressLines {
  /// At most this many running jobs have a line of their own.
  private static let mostJobs = 6

  /// The live block: totals first, then the running jobs, each within `width` columns.
  static func block(
    _ state: ProgressState, elapsed: Double, remaining: Double?, at now: ContinuousClock.Instant,
    width: Int
  ) -> [String] {
    var lines = [totals(state, elapsed: elapsed, remaining: remaining)]
    let running = state.running.sorted { $0.key < $1.key }
    for (id, job) in running.prefix(mostJobs) {
      let percent = "\(Int(job.fraction * 100))%"
      let seconds = duration((now - job.started) / .seconds(1))
      lines.append("  \(bar(job.fraction)) \(percent)  \(state.jobs[id].title), \(seconds)")
    }
    if running.count > mostJobs { lines.append("  … and \(running.count - mostJobs) more") }
    return lines.map { String($0.prefix(max(10, width - 1))) }
  }

  static func totals(_ state: ProgressState, elapsed: Double, remaining: Double?) -> String {
    let ended = state.ended.count
    var parts = ["\(ended)/\(state.jobs.count) jobs"]
    parts.append("\(state.count(.done)) run")
    parts.append("\(state.count(.cached)) cached")
    if state.count(.failed) > 0 { parts.append("\(state.count(.failed)) failed") }
    if state.count(.skipped) > 0 { parts.append("\(state.count(.skipped)) skipped") }
    parts.append(duration(elapsed))
    if state.isStopping {
      parts.append("stopping; Ctrl-C again to leave at once")
    } else if let remaining, ended < state.jobs.count {
      parts.append("about \(duration(remaining)) left")
    }
    return parts.joined(separator: " · ")
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
