import Arithmetic
@testable import PipelineKit
import Testing

/// Stages that go on without failed jobs: `failed: drop`.
@Suite struct FailedItemsTests {
  /// Three jobs along `repeat` that give 1, 2 and 4; the named ones fail the first time.
  private func repeats(failing: Set<Int>, _ tag: String) -> TestGraph {
    var graph = TestGraph()
    for number in 0..<3 {
      graph.add(
        "noisy",
        [
          "value": .integer(1 << number), "tag": .string("\(tag) \(number)"),
          "failures": failing.contains(number) ? 1 : 0,
        ], coordinates: Coordinates([.init("repeat", "\(number)")]))
    }
    return graph
  }

  private func log(of job: Int, in graph: TestGraph) throws -> [Substring] {
    // The plan cannot know what fails, so the key comes from the history.
    let store = try graph.store()
    let stage = graph.jobs[job].stage
    let run = try #require(store.runs().first { $0.stage == stage })
    guard case .string(let log)? = Value.map(try store.provenance(of: run.key))["log"] else {
      return []
    }
    return log.split(separator: "\n")
  }

  private func content(of stage: String, in graph: TestGraph) throws -> Value? {
    let store = try graph.store()
    let key = try #require(store.runs().first { $0.stage == stage }?.key)
    return try store.load(key, port: "out")[attribute: "content"]
  }

  @Test func whatFailedIsLeftOutUntilItWorks() async throws {
    var graph = repeats(failing: [1], "drop")
    let sum = graph.add("sum", ["tag": "drop sum"], from: [0, 1, 2], dropsFailed: true)
    let first = try await graph.run(.init(cores: 1))
    #expect(first.done == 3 && first.failures.map(\.job) == [1] && first.skipped == 0)
    #expect(first.failures[0].isDropped && first.isWholeWithoutFailures)
    #expect(first.failedStages.map(\.stage) == ["noisy"])
    #expect(first.failedStages[0].groups.map(\.description) == ["1 of 3 failed (repeat=1)"])
    #expect(first.failedStages[0].droppedBy == ["sum"])
    #expect(
      try log(of: sum, in: graph) == [
        "goes on without 1 of 3 items of 'in', for want of results:",
        "noisy 1 of 3 failed (repeat=1): failure 1", "run 1",
      ])
    // The plan does not guess that it will fail again.
    guard case .waits(on: [1], _) = try graph.plan().jobs[sum].state else {
      Issue.record("the sum does not wait")
      return
    }
    let second = try await graph.run(.init(cores: 1))
    #expect(second.done == 2 && second.cached == 2 && second.failures.isEmpty)
    #expect(try graph.sum(of: sum) == 7 && Tally.count("drop sum") == 2)
  }

  @Test func aFailureThatIsLeftOutDoesNotStopTheRun() async throws {
    var graph = repeats(failing: [0], "go on")
    let last = graph.add("last", from: [0], dropsFailed: false)
    graph.add("sum", from: [last, 1, 2], dropsFailed: true)
    let summary = try await graph.run(.init(cores: 1))
    #expect(summary.done == 3 && summary.skipped == 1 && summary.notReached == 0)
    #expect(summary.failedStages[0].droppedBy == ["sum"])
    var other = repeats(failing: [0, 1], "stop")
    other.add("sum", from: [0], dropsFailed: true)
    let stopped = try await other.run(.init(cores: 1))
    #expect(stopped.failures.map(\.isDropped) == [true, false] && stopped.notReached == 1)
    #expect(!stopped.isWholeWithoutFailures)
  }

  @Test func aStageWithNothingLeftIsLeftOutToo() async throws {
    var graph = repeats(failing: [0, 1], "nothing")
    let empty = graph.add("bits", ["value": 100], from: [0, 1], dropsFailed: true)
    let single = graph.add("map", from: [empty])
    let good = graph.add("bits", ["value": 8], from: [2], dropsFailed: true)
    // What was left out further up is not there for those that say nothing either.
    let total = graph.add("total", from: [empty, single, good])
    let log = EventLog()
    let summary = try await graph.run(.init(cores: 1), events: log.sink)
    #expect(summary.leftOut == 2 && summary.done == 3 && summary.skipped == 0)
    #expect(summary.emptyStages == ["map"] && !summary.isWholeWithoutFailures)
    let causes = log.all.compactMap { event -> String? in
      if case .leftOut(_, let cause) = event { cause } else { nil }
    }
    #expect(
      causes == [
        "all 2 items of 'in' are missing, for want of results",
        "the item of 'in' is missing, for want of results",
      ])
    #expect(try content(of: "total", in: graph)?["sum"] == 12)
    #expect(total == 6)
  }

  @Test func retriesComeFirst() async throws {
    var graph = TestGraph()
    let shaky = graph.add("shaky", ["failures": 5, "tag": "drop shaky"], retries: .init(times: 2))
    let good = graph.add("good", ["value": 3])
    graph.add("sum", from: [shaky, good], dropsFailed: true)
    let summary = try await graph.run(.init(cores: 1))
    #expect(summary.failures.map(\.attempts) == [3] && summary.done == 2)
    #expect(Tally.count("drop shaky") == 3)
  }

  @Test func equalJobsFailOnce() async throws {
    var graph = TestGraph()
    for number in 0..<4 {
      graph.add(
        "same", ["failures": 9, "tag": "fails once"],
        coordinates: Coordinates([.init("arithmetic", "bfloat16"), .init("repeat", "\(number)")]))
    }
    let good = graph.add("good")
    graph.add("sum", from: [0, 1, 2, 3, good], dropsFailed: true)
    let summary = try await graph.run()
    #expect(summary.failures.count == 4 && Tally.count("fails once") == 1)
    #expect(
      summary.failedStages[0].groups.map(\.description) == ["arithmetic=bfloat16: 4 of 4 failed"])
  }

  /// A report lists all that failed, whichever failed first, so that its key stays the same.
  @Test(arguments: [1, 4])
  func reportsListWhatFailed(_ cores: Int) async throws {
    var graph = TestGraph()
    for (name, failures) in [("ieee", 0), ("bfloat16", 99)] {
      let first = graph.jobs.count
      for number in 0..<3 {
        graph.add(
          "noisy",
          [
            "value": .integer(number), "tag": .string("list \(cores) \(name) \(number)"),
            "failures": .integer(failures), "milliseconds": .integer(3 - number),
          ],
          coordinates: Coordinates([.init("arithmetic", name), .init("repeat", "\(number)")]))
      }
      graph.add(
        "bits", coordinates: Coordinates([.init("arithmetic", name)]),
        from: Array(first..<first + 3))
    }
    graph.add("report", kind: LineageStage.self, from: [3, 7], dropsFailed: true)
    let summary = try await graph.run(.init(cores: cores))
    #expect(summary.failures.count == 3 && summary.skipped == 1 && summary.done == 5)
    let content = try content(of: "report", in: graph)
    #expect(content?["failures"] == ["noisy arithmetic=bfloat16: 3 of 3, failure 1"])
    #expect(content?["stages"] == [["noisy", 3, -1, -1], ["bits", 1, -1, -1]])
  }

  @Test func whatIsRepairedInVainIsLeftOut() async throws {
    var graph = repeats(failing: [], "repair")
    graph.add("sum", ["tag": "repair sum"], from: [0, 1, 2], dropsFailed: true)
    _ = try await graph.run(.init(cores: 1))
    let key = try #require(try graph.key(of: 1)).description
    let path = "\(graph.storePath)/objects/\(key.prefix(2))/\(key).h5"
    var bytes = try #require(TestFolder.read(path))
    for position in bytes.count / 2..<bytes.count { bytes[position] ^= 0x5A }
    TestFolder.write(bytes, to: path)
    // Another sum has to read the damaged result, whose job then fails.
    graph.jobs[3].parameters = ParameterValues(
      graph.jobs[3].parameters.values.merging(["value": 16]) { $1 })
    Tally.add("repair 1", -5)
    let summary = try await graph.run(.init(cores: 1))
    #expect(summary.failures.map(\.job) == [1] && summary.done == 1)
    #expect(try content(of: "sum", in: graph)?["sum"] == 21)
  }

  @Test func groupsAreAlongTheAxisThatTells() {
    func job(_ id: Int, _ subject: Int, _ arithmetic: String?) -> Job {
      var entries = [Coordinates.Entry("subject", "\(subject)")]
      if let arithmetic { entries.append(.init("arithmetic", arithmetic)) }
      return Job(
        id: id, stage: "s", coordinates: Coordinates(entries), kind: "k",
        parameters: ParameterValues([:]), arithmetic: nil, seed: 0, inputs: [],
        mark: Mark(file: "m", line: 1, column: 1))
    }
    let all = (0..<3).flatMap { subject in
      ["ieee", "mca"].enumerated().map { job(2 * subject + $0, subject, $1) }
    }
    func texts(_ failed: [Int]) -> [String] {
      FailureGroup.groups(failed.map { all[$0] }, among: all).map(\.description)
    }
    #expect(texts([1, 3, 5]) == ["arithmetic=mca: 3 of 3 failed"])
    #expect(texts([2, 3]) == ["subject=1: 2 of 2 failed"])
    #expect(texts([1, 3]) == ["arithmetic=mca: 2 of 3 failed (subject=0; subject=1)"])
    #expect(
      texts([0, 1, 2, 3, 4, 5])
        == ["arithmetic=ieee: 3 of 3 failed", "arithmetic=mca: 3 of 3 failed"])
    let plain = (0..<8).map { job($0, $0, nil) }
    #expect(
      FailureGroup.groups(Array(plain[1..<7]), among: plain).map(\.description) == [
        "6 of 8 failed (subject=1; subject=2; subject=3; subject=4; … 2 more)"
      ])
  }
}
