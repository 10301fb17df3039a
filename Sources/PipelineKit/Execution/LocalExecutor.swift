internal import Processes

/// Runs jobs in this process, each on a thread of its own, within a number of cores and of bytes.
public final class LocalExecutor: Executor {
  public let room: any ExecutorRoom
  private let stopSwitch = StopSwitch()

  public init(cores: Int, memory: Int) { room = ResourceBudget(cores: cores, memory: memory) }

  public func run(
    _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
  ) async -> JobOutcome {
    await onOwnThread { [stopSwitch] in
      JobRunner(order, at: site, stopSwitch: stopSwitch, tell: tell).run()
    }
  }

  public func cancel() { stopSwitch.stop() }
}
