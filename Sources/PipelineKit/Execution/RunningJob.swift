internal import Processes
internal import Synchronization

/// A job on a thread of its own, that can be left there.
final class RunningJob: Sendable {
  private enum State {
    case running
    case waitedFor(CheckedContinuation<JobOutcome, Never>)
    case ended(JobOutcome)
  }

  private let runner: JobRunner
  private let state = Mutex(State.running)

  /// Starts the job.
  init(_ runner: JobRunner) {
    self.runner = runner
    Task { end(await onOwnThread { runner.run() }) }
  }

  /// How the job ends, or what has become of it when it is left. Called once.
  func outcome() async -> JobOutcome {
    await withCheckedContinuation { continuation in
      let ended: JobOutcome? = state.withLock { state in
        if case .ended(let outcome) = state { return outcome }
        state = .waitedFor(continuation)
        return nil
      }
      if let ended { continuation.resume(returning: ended) }
    }
  }

  /// Waits for the job no longer. What its thread still makes is not stored.
  func leave() { end(runner.leave()) }

  private func end(_ outcome: JobOutcome) {
    let waiting: CheckedContinuation<JobOutcome, Never>? = state.withLock { state in
      if case .ended = state { return nil }
      defer { state = .ended(outcome) }
      if case .waitedFor(let continuation) = state { return continuation }
      return nil
    }
    waiting?.resume(returning: outcome)
  }
}
