import PipelineKit

/// What a run has done so far.
struct ProgressState {
  /// A job whose stage is at work.
  struct Running {
    var started: ContinuousClock.Instant
    /// How far its stage is, as far as that says so.
    var fraction: Double?
  }

  /// How a job came to an end.
  enum End {
    case done, cached, failed, skipped, leftOut
  }

  let jobs: [Job]
  private(set) var running: [Int: Running] = [:]
  private(set) var ended: [Int: End] = [:]
  private var counts: [End: Int] = [:]
  /// Jobs that have neither started nor ended.
  private var waiting: [DurationEstimate.Kind: Int] = [:]
  /// Jobs by stage that have not ended.
  private var open: [String: Int] = [:]
  private var estimate: DurationEstimate
  var isStopping = false

  init(jobs: [Job], estimate: DurationEstimate) {
    self.jobs = jobs
    self.estimate = estimate
    for job in jobs {
      waiting[DurationEstimate.Kind(job), default: 0] += 1
      open[job.stage, default: 0] += 1
    }
  }

  /// Whether all jobs of a stage have ended.
  func isOver(_ stage: String) -> Bool { open[stage, default: 0] <= 0 }

  func count(_ end: End) -> Int { counts[end] ?? 0 }

  mutating func apply(_ event: RunEvent, at now: ContinuousClock.Instant) {
    switch event {
    case .started(let job, _):
      leaveWaiting(job)
      running[job] = Running(started: now)
    case .progress(let job, let fraction):
      // Nothing done yet and nothing known are the same to the one who waits.
      if fraction > 0 { running[job]?.fraction = fraction }
    case .finished(let job, let seconds):
      end(job, .done)
      estimate.add(seconds, of: .init(jobs[job]))
    case .cached(let job), .shared(let job, _): end(job, .cached)
    case .failed(let failure): end(failure.job, .failed)
    case .skipped(let job): end(job, .skipped)
    case .leftOut(let job, _): end(job, .leftOut)
    case .damaged(let job, _, _):
      // It will run again.
      guard let before = ended.removeValue(forKey: job) else { return }
      counts[before, default: 0] -= 1
      waiting[.init(jobs[job]), default: 0] += 1
      open[jobs[job].stage, default: 0] += 1
    case .log, .warning, .notice, .retry, .exported, .nondeterministic: break
    }
  }

  /// The time to go; `nil` while nothing is known of how long the remaining stages take.
  func remaining(at now: ContinuousClock.Instant, cores: Int) -> DurationEstimate.Remaining? {
    let busy = running.map { id, state in
      DurationEstimate.Busy(
        kind: .init(jobs[id]), fraction: state.fraction,
        elapsed: (now - state.started) / .seconds(1))
    }
    return estimate.remaining(busy: busy, waiting: waiting, cores: cores)
  }

  private mutating func end(_ job: Int, _ end: End) {
    leaveWaiting(job)
    running[job] = nil
    guard ended.updateValue(end, forKey: job) == nil else { return }
    counts[end, default: 0] += 1
    open[jobs[job].stage, default: 0] -= 1
  }

  private mutating func leaveWaiting(_ job: Int) {
    guard running[job] == nil, ended[job] == nil else { return }
    waiting[.init(jobs[job]), default: 0] -= 1
  }
}
