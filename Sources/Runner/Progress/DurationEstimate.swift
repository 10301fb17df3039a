import PipelineKit

/// How long the rest of a run will take, from how long the same stages took before.
struct DurationEstimate {
  /// A stage at work.
  struct Busy {
    var stage: String
    /// How far it is, `0...1`.
    var fraction: Double
    /// Seconds since it started.
    var elapsed: Double
  }

  private var earlier: [String: Mean] = [:]
  private var now: [String: Mean] = [:]

  private struct Mean {
    var sum = 0.0
    var count = 0.0
    var value: Double { sum / count }

    mutating func add(_ seconds: Double) {
      sum += seconds
      count += 1
    }
  }

  init() {}

  /// Starts from the durations of earlier runs.
  init(history: [RunRecord], manifest: String) {
    for run in history where run.manifest == manifest && run.status == .done {
      earlier[run.stage, default: Mean()].add(run.duration)
    }
  }

  /// Learns how long a job of `stage` took.
  mutating func add(_ seconds: Double, of stage: String) {
    now[stage, default: Mean()].add(seconds)
  }

  /// Seconds to go on `cores` cores; `nil` where a stage's duration cannot be guessed.
  func remaining(busy: [Busy], waiting: [String: Int], cores: Int) -> Double? {
    var extrapolated = now.merging(earlier) { first, _ in first }
    for job in busy where extrapolated[job.stage] == nil && job.fraction > 0.05 {
      extrapolated[job.stage, default: Mean()].add(job.elapsed / job.fraction)
    }
    var total = 0.0
    var longest = 0.0
    for job in busy {
      guard let mean = extrapolated[job.stage]?.value else { return nil }
      let left =
        job.fraction > 0.05
        ? job.elapsed / job.fraction * (1 - job.fraction) : max(0, mean - job.elapsed)
      total += left
      longest = max(longest, left)
    }
    for (stage, count) in waiting where count > 0 {
      guard let mean = extrapolated[stage]?.value else { return nil }
      total += mean * Double(count)
      longest = max(longest, mean)
    }
    return max(longest, total / Double(max(1, cores)))
  }
}
