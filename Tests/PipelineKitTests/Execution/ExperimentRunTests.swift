import Arithmetic
import PipelineKit
import Testing

@Suite struct ExperimentRunTests {
  @Test func runsJobsOnceAndThenFindsThem() async throws {
    var graph = TestGraph()
    let one = graph.add("one", ["value": 1, "tag": "once one"])
    let two = graph.add("two", ["value": 2, "tag": "once two"], from: [one])
    let three = graph.add("three", ["value": 3, "tag": "once three"], from: [one, two])
    let first = try await graph.run()
    #expect(first.done == 3 && first.cached == 0 && first.failures.isEmpty)
    #expect(try graph.sum(of: three) == 7)
    let files = TestFolder.files(below: graph.storePath)
    let second = try await graph.run()
    #expect(second.done == 0 && second.cached == 3)
    #expect(Tally.count("once three") == 1)
    // Doing nothing leaves nothing, and nothing temporary was left before.
    #expect(!files.contains { $0.hasPrefix("tmp/") })
    #expect(TestFolder.files(below: graph.storePath) == files)
  }

  @Test func warningsAreEventsAndStayInTheLog() async throws {
    var graph = TestGraph()
    let job = graph.add("s", ["warning": "the scan is upside down", "tag": "warns"])
    let log = EventLog()
    _ = try await graph.run(events: log.sink)
    let warnings = log.all.compactMap { event -> String? in
      if case .warning(job, let sentence) = event { sentence } else { nil }
    }
    #expect(warnings == ["the scan is upside down"])
    let key = try #require(try graph.key(of: job))
    #expect(
      Value.map(try graph.store().provenance(of: key))["log"]
        == "run 1\nwarning: the scan is upside down")
    // What comes from the store was said when it was made.
    let again = EventLog()
    _ = try await graph.run(events: again.sink)
    #expect(!again.all.contains { if case .warning = $0 { true } else { false } })
  }

  @Test func cutsOffWhereContentStaysTheSame() async throws {
    func graph(_ base: TestGraph, value: Int) -> TestGraph {
      var graph = base
      graph.jobs = []
      let a = graph.add("a", ["value": .integer(value)])
      let b = graph.add("b", ["modulus": 2], from: [a])
      graph.add("c", ["tag": "cut-off"], from: [b])
      return graph
    }
    let base = TestGraph()
    _ = try await graph(base, value: 3).run()
    let summary = try await graph(base, value: 5).run()
    #expect(summary.done == 2 && summary.cached == 1)
    #expect(Tally.count("cut-off") == 1)
  }

  @Test func runsOneJobForEveryKey() async throws {
    var graph = TestGraph()
    for number in 0..<5 {
      graph.add(
        "same", ["tag": "same key", "milliseconds": 5],
        coordinates: Coordinates([.init("repeat", "\(number)")]))
    }
    graph.add("sum", ["value": 1], from: [0, 1, 2, 3, 4])
    let summary = try await graph.run()
    #expect(summary.done == 2 && summary.shared + summary.cached == 4)
    #expect(Tally.count("same key") == 1)
  }

  @Test func seedsCountOnlyUnderRandomArithmetic() async throws {
    var graph = TestGraph()
    let random = ArithmeticSpecification(name: "random-rounding")
    for seed in 1...3 {
      let repeats = Coordinates([.init("repeat", "\(seed)")])
      graph.add(
        "ieee", kind: ThirdsStage.self, coordinates: repeats, arithmetic: .ieee,
        seed: UInt64(seed))
      graph.add(
        "random", kind: ThirdsStage.self, coordinates: repeats, arithmetic: random,
        seed: UInt64(seed))
    }
    let summary = try await graph.run()
    #expect(summary.done == 4 && summary.shared + summary.cached == 2)
  }

  @Test func refusesAPerturbedRunWithoutPerturbation() async throws {
    var graph = TestGraph()
    graph.add(
      "nothing", kind: ThirdsStage.self, ["count": 0],
      arithmetic: ArithmeticSpecification(name: "random-rounding"))
    let summary = try await graph.run()
    #expect(
      summary.failures.first?.cause.contains("not one of its floating-point operations") == true)
  }

  @Test func keepsToCoresAndMemory() async throws {
    var graph = TestGraph()
    for number in 0..<12 {
      graph.add(
        "wide", ["tag": "cores", "milliseconds": 10, "value": .integer(number)],
        resources: Resources(cores: number % 3 + 1, memory: 100))
    }
    // Threads are counted: no more at once than there are cores, and one job asks for too many.
    let summary = try await graph.run(.init(cores: 2, memory: 150))
    #expect(summary.done == 12)
    #expect(Tally.count("cores most") <= 2)
  }

  @Test func refusesAJobThatNeverFits() async throws {
    var graph = TestGraph()
    graph.add("large", ["tag": "never"], resources: Resources(memory: 1000))
    let error = await #expect(throws: Diagnostics.self) {
      try await graph.run(.init(cores: 1, memory: 999))
    }
    #expect(error?.all.first?.mark?.line == 1)
    #expect(Tally.count("never") == 0)
  }

  @Test func stopsAtAFailureUnlessToldToKeepGoing() async throws {
    for keepsGoing in [false, true] {
      var graph = TestGraph()
      let bad = graph.add("bad", ["failures": 9, "tag": .string("bad \(keepsGoing)")])
      graph.add("after", from: [bad])
      graph.add("good", ["value": 1, "tag": .string("good \(keepsGoing)")])
      let summary = try await graph.run(.init(cores: 1, keepGoing: keepsGoing))
      let failure = try #require(summary.failures.first)
      #expect(failure.stage == "bad" && failure.cause == "failure 1" && failure.mark.line == 1)
      #expect(summary.skipped == 1)
      #expect(summary.done == (keepsGoing ? 1 : 0))
      #expect(summary.notReached == (keepsGoing ? 0 : 1))
      guard case .willRun(_, .failed, _) = try graph.plan().jobs[bad].state else {
        Issue.record("the plan does not tell of the failure")
        return
      }
    }
  }

  @Test func triesAgain() async throws {
    var graph = TestGraph()
    graph.add("shaky", ["failures": 2, "tag": "shaky"], retries: .init(times: 2))
    let log = EventLog()
    let summary = try await graph.run(events: log.sink)
    #expect(summary.done == 1)
    let retries = log.all.filter { if case .retry = $0 { true } else { false } }
    #expect(retries.count == 2)
  }

  @Test func stopsAJobAtItsTimeout() async throws {
    var graph = TestGraph()
    graph.add("slow", ["milliseconds": 60_000], timeout: 0.05)
    let summary = try await graph.run()
    #expect(summary.failures.first?.cause.contains("timeout of 0.05 seconds") == true)
    #expect(!summary.wasCancelled)
  }

  @Test func stopsCleanlyWhenAsked() async throws {
    var graph = TestGraph()
    graph.add("first", ["value": 1, "tag": "cancel first"])
    graph.add("slow", ["milliseconds": 60_000, "tag": "cancel slow"], from: [0])
    graph.add("last", ["tag": "cancel last"], from: [1])
    let executor = ExperimentRun(graph.experiment(try graph.store()), options: .init(cores: 1))
    let summary = try await executor.run { event in
      if case .started(job: 1, _) = event { executor.cancel() }
    }
    #expect(summary.wasCancelled && summary.done == 1 && summary.notReached == 2)
    #expect(summary.failures.isEmpty)
    let files = TestFolder.files(below: graph.storePath)
    #expect(files.count { $0.hasPrefix("objects/") } == 1)
    #expect(!files.contains { $0.hasPrefix("tmp/") && $0.hasSuffix(".h5") })
    // What was finished is kept.
    graph.jobs[1].parameters = ParameterValues(
      graph.jobs[1].parameters.values.merging(["milliseconds": 0]) { $1 })
    #expect(try await graph.run().cached == 1)
  }

  @Test(arguments: [
    ("none", "gave no output 'out'"), ("more", "gave an output 'extra'"),
    ("other", "as table instead of record"),
  ])
  func checksOutputs(_ outputs: String, _ message: String) async throws {
    var graph = TestGraph()
    graph.add("wrong", ["outputs": .string(outputs)])
    let summary = try await graph.run()
    #expect(summary.failures.first?.cause.contains(message) == true)
    #expect(!TestFolder.files(below: graph.storePath).contains { $0.hasSuffix(".h5") })
  }

  @Test func reportsNondeterminism() async throws {
    var graph = TestGraph()
    graph.add("unsteady", kind: UnsteadyStage.self, ["tag": "unsteady"])
    graph.add("after", from: [0])
    #expect(try await graph.run().findings.isEmpty)
    let summary = try await graph.run(.init(cores: 1, recompute: true))
    let finding = try #require(summary.findings.first)
    #expect(finding.stage == "unsteady")
    #expect(finding.other.hasSuffix(".2.h5"))
    #expect(TestFolder.read(finding.first) != nil && TestFolder.read(finding.other) != nil)
    // The first result stays the one that counts.
    #expect(try graph.sum(of: 0) == 1)
  }

  @Test func tellsReportsWhatLedToThem() async throws {
    var graph = TestGraph()
    let random = ArithmeticSpecification(name: "random-rounding")
    let one = graph.add("thirds", kind: ThirdsStage.self, arithmetic: random, seed: 1)
    let two = graph.add("thirds", kind: ThirdsStage.self, arithmetic: random, seed: 2)
    // A repeat that cannot differ from the second job shares its result.
    let three = graph.add("thirds", kind: ThirdsStage.self, arithmetic: random, seed: 2)
    let report = graph.add("report", kind: LineageStage.self, from: [one, two, three])
    _ = try await graph.run()
    let key = try #require(try graph.key(of: report))
    let content = try graph.store().load(key, port: "out")[attribute: "content"]
    guard case .list(let facts)? = content?["stages"], case .list(let thirds)? = facts.first,
      case .integer(let perturbed) = thirds[3]
    else { throw StageError("the report has no facts: \(content?.json() ?? "")") }
    #expect(content?["manifest"] == "test" && facts.count == 1)
    #expect(thirds[0] == "thirds" && thirds[1] == 3 && thirds[2] == 2)
    let store = try graph.store()
    let operations = try [one, two].map { job in
      let key = try #require(try graph.key(of: job))
      return try #require(try store.lookUp(key)).operations
    }
    #expect(perturbed == operations.reduce(0) { $0 + $1.perturbed } && perturbed >= 200)
  }
}
