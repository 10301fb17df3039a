internal import Synchronization

/// Runs jobs in this process, each on a thread of its own, within a number of cores and of bytes.
///
/// A stage that has to stop hears of it where it says how far it is. One inside a long kernel does not:
/// it is left behind after a while, and its thread throws away what it makes.
public final class LocalExecutor: Executor {
  private struct State {
    var running: [Int: RunningJob] = [:]
    var next = 0
  }

  public let room: any ExecutorRoom
  private let stopSwitch = StopSwitch()
  private let state = Mutex(State())
  private let patience: Double

  /// - Parameter patience: seconds that a job has to end by itself once it has to stop; tools that a
  ///   stage runs are ended by force before.
  public init(cores: Int, memory: Int, patience: Double = 8) {
    room = ResourceBudget(cores: cores, memory: memory)
    self.patience = patience
  }

  public func run(
    _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
  ) async -> JobOutcome {
    let job = RunningJob(JobRunner(order, at: site, stopSwitch: stopSwitch, tell: tell))
    let number = state.withLock { state in
      state.next += 1
      state.running[state.next] = job
      return state.next
    }
    let clock = order.timeout.map { timeout in
      Task {
        try await Task.sleep(for: .seconds(min(timeout, 1e9) + patience))
        job.leave()
      }
    }
    defer {
      clock?.cancel()
      state.withLock { _ = $0.running.removeValue(forKey: number) }
    }
    return await job.outcome()
  }

  public func cancel() {
    stopSwitch.stop()
    Task {
      try await Task.sleep(for: .seconds(patience))
      for job in state.withLock({ Array($0.running.values) }) { job.leave() }
    }
  }
}
