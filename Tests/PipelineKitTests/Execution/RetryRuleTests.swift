import Synchronization
import Testing

@testable import PipelineKit

/// When a failed job runs once more, and with how much memory.
struct RetryRuleTests {
  /// Fails every job for a reason, so many times.
  private final class Failing: Executor {
    let asking = Asking()
    var room: any ExecutorRoom { asking }
    let timeouts = Mutex<[Double?]>([])
    private let reason: RetryRule.Cause
    private let left: Mutex<Int>
    private let local = LocalExecutor(cores: 2, memory: 1000)

    init(_ reason: RetryRule.Cause, times: Int) {
      self.reason = reason
      left = Mutex(times)
    }

    func cancel() { local.cancel() }

    func run(
      _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
    ) async -> JobOutcome {
      let fails = left.withLock { left in
        left -= 1
        return left >= 0
      }
      timeouts.withLock { $0.append(order.timeout) }
      return fails
        ? .failed(cause: "\(reason)", nil, of: reason)
        : await local.run(order, at: site, tell: tell)
    }
  }

  /// Keeps what jobs ask for when they begin.
  private final class Asking: ExecutorRoom {
    let memory = Mutex<[Int]>([])
    private let budget = ResourceBudget(cores: 2, memory: 1000)

    func refusal(of resources: Resources) -> String? { budget.refusal(of: resources) }
    func take(_ resources: Resources) -> Int? {
      let threads = budget.take(resources)
      if threads != nil { memory.withLock { $0.append(resources.memory ?? 0) } }
      return threads
    }
    func giveBack(_ resources: Resources) { budget.giveBack(resources) }
  }

  private func run(
    _ rule: RetryRule, _ failing: Failing, memory: Int? = nil, time: Double? = nil
  ) async throws -> RunSummary {
    var graph = TestGraph()
    graph.add("job", resources: Resources(memory: memory, time: time), retries: rule)
    return try await ExperimentRun(
      graph.experiment(try graph.store()), options: .init(cores: 2), on: failing
    ).run()
  }

  @Test func onlyWhatTheRuleNames() async throws {
    let rule = RetryRule(times: 3, on: [.memory])
    #expect(try await run(rule, Failing(.memory, times: 2)).done == 1)
    let timeout = try await run(rule, Failing(.timeout, times: 1))
    #expect(timeout.failures.first?.attempts == 1)
    let often = try await run(rule, Failing(.memory, times: 9))
    #expect(often.failures.first?.attempts == 4)
  }

  @Test func memoryGrowsWhereItRanOut() async throws {
    let rule = RetryRule(times: 4, memory: 2)
    let failing = Failing(.memory, times: 3)
    #expect(try await run(rule, failing, memory: 200).done == 1)
    // No more than there is.
    #expect(failing.asking.memory.withLock { $0 } == [200, 400, 800, 800])
    let slow = Failing(.timeout, times: 2)
    #expect(try await run(rule, slow, memory: 200).done == 1)
    #expect(slow.asking.memory.withLock { $0 } == [200, 200, 200])
  }

  @Test func timeGrowsWhereItWasOver() async throws {
    let failing = Failing(.timeout, times: 2)
    #expect(
      try await run(RetryRule(times: 2, memory: 4, time: 3), failing, memory: 200, time: 10).done
        == 1)
    #expect(failing.timeouts.withLock { $0 } == [10, 30, 90])
    #expect(failing.asking.memory.withLock { $0 } == [200, 200, 200])
    let full = Failing(.memory, times: 1)
    #expect(try await run(RetryRule(times: 1, time: 3), full, time: 10).done == 1)
    #expect(full.timeouts.withLock { $0 } == [10, 10])
  }

  @Test func theManifestIsChecked() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    func manifest(_ retries: String) -> String {
      """
      lastbit: 1
      sources: {t1: {file: a.nii}}
      stages:
        s: {uses: test/smooth, in: {image: t1}, retries: \(retries)}
      """
    }
    #expect(try workspace.load(manifest("2")).jobs[0].retries == RetryRule(times: 2))
    #expect(
      try workspace.load(manifest("{times: 3, on: [timeout, memory], memory: 1.5x}")).jobs[0]
        .retries == RetryRule(times: 3, on: [.timeout, .memory], memory: 1.5))
    #expect(
      try workspace.load(manifest("{times: 1, time: 2x}")).jobs[0].retries
        == RetryRule(times: 1, time: 2))
    #expect(try workspace.problems(manifest("{on: memory}")).contains("needs the key 'times'"))
    #expect(
      try workspace.problems(manifest("{times: 1, on: memry}")).contains("did you mean 'memory'?"))
    for factor in ["2", "0.5x", "twice", "100x"] {
      #expect(
        try workspace.problems(manifest("{times: 1, memory: \(factor)}")).contains("a factor from"))
      #expect(
        try workspace.problems(manifest("{times: 1, time: \(factor)}")).contains(
          "'time' of 'retries' is a factor from"))
    }
    #expect(try workspace.problems(manifest("{times: 101}")).contains("'times' must be"))
  }
}
