import PipelineKit

/// What a run has done so far.
struct ProgressState {
  /// A job whose stage is at work.
  struct Running {
    var started: ContinuousClock.Instant
    var fraction = 0.0
  }

  /// How a job came to an end.
  enum End {
    case done, cached, failed, skipped, leftOut
  }

  let jobs: [Job]
  private(set) var running: [Int: Running] = [:]
  private(set) var ended: [Int: End] = [:]
  private var counts: [End: Int] = [:]
  /// Jobs by stage that have neither started nor ended.
  private var waiting: [String: Int] = [:]
  private var estimate: DurationEstimate
  var isStopping = false

  init(jobs: [Job], estimate: DurationEstimate) {
    self.jobs = jobs
    self.estimate = estimate
    for job in jobs { waiting[job.stage, default: 0] += 1 }
  }

  func count(_ end: End) -> Int { counts[end] ?? 0 }

  mutating func apply(_ event: RunEvent, at now: ContinuousClock.Instant) {
    switch event {
    case .started(let job, _):
      leaveWaiting(job)
      running[job] = Running(started: now)
    case .progress(let job, let fraction): running[job]?.fraction = fraction
    case .finished(let job, let seconds):
      end(job, .done)
      estimate.add(seconds, of: jobs[job].stage)
    case .cached(let job), .shared(let job, _): end(job, .cached)
    case .failed(let failure): end(failure.job, .failed)
    case .skipped(let job): end(job, .skipped)
    case .leftOut(let job, _): end(job, .leftOut)
    case .damaged(let job, _, _):
      // It will run again.
      guard let before = ended.removeValue(forKey: job) else { return }
      counts[before, default: 0] -= 1
      waiting[jobs[job].stage, default: 0] += 1
    case .log, .warning, .retry, .exported, .nondeterministic: break
    }
  }

  /// Seconds to go; `nil` while nothing is known of how long the remaining stages take.
  func remaining(at now: ContinuousClock.Instant, cores: Int) -> Double? {
    let busy = running.map { id, state in
      DurationEstimate.Busy(
        stage: jobs[id].stage, fraction: state.fraction,
        elapsed: (now - state.started) / .seconds(1))
    }
    return estimate.remaining(busy: busy, waiting: waiting, cores: cores)
  }

  private mutating func end(_ job: Int, _ end: End) {
    leaveWaiting(job)
    running[job] = nil
    guard ended.updateValue(end, forKey: job) == nil else { return }
    counts[end, default: 0] += 1
  }

  private mutating func leaveWaiting(_ job: Int) {
    guard running[job] == nil, ended[job] == nil else { return }
    waiting[jobs[job].stage, default: 0] -= 1
  }
}

extension Job {
  /// `warp repeat=3`.
  var title: String { coordinates.entries.isEmpty ? stage : "\(stage) \(coordinates)" }
}
