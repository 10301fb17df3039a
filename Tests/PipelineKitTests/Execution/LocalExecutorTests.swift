import Testing

@testable import PipelineKit

/// A stage inside a long kernel does not hear that it has to stop.
@Suite struct LocalExecutorTests {
  private func experiment(_ graph: TestGraph, patience: Double) throws -> ExperimentRun {
    ExperimentRun(
      graph.experiment(try graph.store()), options: .init(cores: 2),
      on: LocalExecutor(cores: 2, memory: .max, patience: patience))
  }

  private func isStored(_ job: Int, _ graph: TestGraph) throws -> Bool {
    if case .cached = try graph.plan().jobs[job].state { true } else { false }
  }

  @Test func whoDoesNotHearThatTheTimeIsOverIsLeft() async throws {
    var graph = TestGraph()
    let job = graph.add("deaf", ["milliseconds": 800, "deaf": true, "tag": "left"], timeout: 0.02)
    let summary = try await experiment(graph, patience: 0.02).run()
    #expect(summary.failures.first?.cause.contains("timeout of 0.02 seconds") == true)
    // Its thread ends some time later, and stores nothing.
    while Tally.count("left running") > 0 { try await Task.sleep(for: .milliseconds(5)) }
    try await Task.sleep(for: .milliseconds(50))
    #expect(try !isStored(job, graph))
  }

  @Test func aStoppedRunDoesNotWaitForIt() async throws {
    var graph = TestGraph()
    let job = graph.add("deaf", ["milliseconds": 800, "deaf": true, "tag": "stopped"])
    graph.add("next", from: [job])
    let run = try experiment(graph, patience: 0.02)
    async let ended = run.run()
    while Tally.count("stopped running") == 0 { try await Task.sleep(for: .milliseconds(1)) }
    run.cancel()
    let summary = try await ended
    #expect(summary.wasCancelled && summary.failures.isEmpty && summary.done == 0)
    #expect(try !isStored(job, graph))
  }
}
