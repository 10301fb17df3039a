import PipelineKit
import Testing

@Suite struct DamageRecoveryTests {
  /// Cuts the result of a job in half, or changes bytes in its middle.
  private func damage(_ graph: TestGraph, _ job: Int, cut: Bool) throws {
    let key = try #require(try graph.key(of: job)).description
    let path = "\(graph.storePath)/objects/\(key.prefix(2))/\(key).h5"
    var bytes = try #require(TestFolder.read(path))
    if cut {
      bytes.removeLast(bytes.count / 2)
    } else {
      for position in bytes.count / 2..<bytes.count { bytes[position] ^= 0x5A }
    }
    TestFolder.write(bytes, to: path)
  }

  private func chain(_ tag: String) -> TestGraph {
    var graph = TestGraph()
    let a = graph.add("a", ["value": 1, "tag": .string("\(tag) a")])
    let b = graph.add("b", ["value": 2, "tag": .string("\(tag) b")], from: [a])
    graph.add("c", ["value": 3, "tag": .string("\(tag) c")], from: [b])
    return graph
  }

  /// A file cut in half is seen by its size; only its own job runs again.
  @Test func computesACutResultAgain() async throws {
    let graph = chain("cut")
    _ = try await graph.run()
    try damage(graph, 1, cut: true)
    guard case .willRun(_, .damaged, _) = try graph.plan().jobs[1].state else {
      Issue.record("the plan does not tell of the damage")
      return
    }
    let log = EventLog()
    let summary = try await graph.run(events: log.sink)
    #expect(summary.done == 1 && summary.cached == 2 && summary.failures.isEmpty)
    #expect(log.all.contains { if case .damaged(job: 1, _, _) = $0 { true } else { false } })
    #expect(try graph.sum(of: 2) == 6)
    #expect(TestFolder.files(below: graph.storePath).count { $0.hasSuffix(".damaged") } == 1)
  }

  /// Changed bytes are only seen when a job loads them: the upstream job runs again on the way.
  @Test func computesAChangedResultAgain() async throws {
    var graph = chain("changed")
    _ = try await graph.run()
    try damage(graph, 1, cut: false)
    graph.add("d", ["value": 4], from: [1])
    let log = EventLog()
    let summary = try await graph.run(events: log.sink)
    #expect(summary.failures.isEmpty && summary.findings.isEmpty)
    #expect(summary.done == 2 && summary.cached == 2)
    #expect(Tally.count("changed b") == 2 && Tally.count("changed a") == 1)
    // The job that met the damage begins anew, with all its tries.
    let attempts = log.all.compactMap { event in
      if case .started(job: 3, let attempt) = event { attempt } else { nil }
    }
    #expect(attempts == [1, 1])
    #expect(try graph.sum(of: 3) == 7)
  }

  @Test func computesAnExportedResultAgain() async throws {
    var graph = chain("exported")
    _ = try await graph.run()
    try damage(graph, 2, cut: false)
    let path = graph.folder.path + "/out.json"
    graph.jobs[2].exports = [Export(port: "out", path: path)]
    let summary = try await graph.run()
    #expect(summary.exported == [path] && summary.failures.isEmpty)
    #expect(TestFolder.read(path) == Array(#"{"sum":6}"#.utf8))
  }
}
