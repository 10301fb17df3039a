internal import Synchronization

/// Runs jobs in this process, each on a thread of its own, within a number of cores and of bytes.
public final class LocalExecutor: Executor {
  private let budget: Mutex<ResourceBudget>
  private let stopSwitch = StopSwitch()

  public init(cores: Int, memory: Int) {
    budget = Mutex(ResourceBudget(cores: cores, memory: memory))
  }

  public func refusal(of resources: Resources) -> String? {
    budget.withLock { $0.refusal(of: resources) }
  }

  public func take(_ resources: Resources) -> Int? {
    budget.withLock { $0.take(resources) ? $0.cores(for: resources) : nil }
  }

  public func giveBack(_ resources: Resources) { budget.withLock { $0.giveBack(resources) } }

  public func run(
    _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
  ) async -> JobOutcome {
    await onOwnThread { [stopSwitch] in
      JobRunner(order, at: site, stopSwitch: stopSwitch, tell: tell).run()
    }
  }

  public func cancel() { stopSwitch.stop() }
}
