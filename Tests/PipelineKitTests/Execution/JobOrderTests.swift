import Arithmetic
import Synchronization
import Testing

@testable import PipelineKit

/// Orders travel as JSON and say all that a job needs.
struct JobOrderTests {
  /// An executor that keeps nothing of an order but its JSON, as another machine would, and opens the
  /// store anew.
  private final class Remote: Executor {
    let texts = Mutex<[String]>([])
    private let local = LocalExecutor(cores: 1, memory: 1 << 30)
    private let store: String

    init(store: String) { self.store = store }

    var room: any ExecutorRoom { Room(local: local.room) }
    func cancel() { local.cancel() }

    func run(
      _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
    ) async -> JobOutcome {
      let text = order.value.json(nonFinite: .token)
      texts.withLock { $0.append(text) }
      guard let order = (try? Value(json: text)).flatMap({ JobOrder($0) }),
        let store = try? Store(at: store)
      else { return .failed(cause: "the order did not arrive", nil, of: nil) }
      let outcome = await local.run(
        order, at: JobSite(catalog: site.catalog, store: store),
        tell: { event in if let event = JobEvent(event.value) { tell(event) } })
      return JobOutcome(outcome.value) ?? .failed(cause: "lost", nil, of: nil)
    }
  }

  /// The local one's, on machines of up to 64 cores.
  private struct Room: ExecutorRoom {
    let local: any ExecutorRoom

    func refusal(of resources: Resources) -> String? {
      resources.cores > 64 ? "asks for more cores than any machine has" : nil
    }
    func take(_ resources: Resources) -> Int? { local.take(resources) }
    func giveBack(_ resources: Resources) { local.giveBack(resources) }
  }

  private func run(
    _ graph: TestGraph, _ remote: Remote, _ events: EventLog = EventLog(),
    _ options: RunOptions = .init(cores: 1)
  ) async throws -> RunSummary {
    try await ExperimentRun(
      graph.experiment(try graph.store()), options: options, on: remote
    ).run(events: events.sink)
  }

  /// Files, stored inputs, arithmetics with scopes, seeds and lineage: all arrive.
  @Test func anOrderAloneGivesTheSameResults() async throws {
    let folder = TestFolder()
    let file = folder.write("7", to: "seven")
    func graph() -> TestGraph {
      var graph = TestGraph()
      let scoped = ArithmeticSpecification(
        name: "random-rounding", options: ["only": .list(["divide"])])
      graph.add("first", ["value": 1], files: [file])
      graph.add("second", ["value": 2], from: [0])
      graph.add(
        "thirds", kind: ThirdsStage.self, ["numerator": 0.1], arithmetic: scoped,
        seed: .max)
      graph.add("report", kind: LineageStage.self, from: [2])
      return graph
    }
    let (near, far) = (graph(), graph())
    _ = try await near.run()
    let remote = Remote(store: far.storePath)
    let summary = try await run(far, remote)
    #expect(summary.done == 4 && summary.failures.isEmpty)
    for job in 0..<4 {
      let key = try #require(try near.key(of: job))
      #expect(try far.key(of: job) == key)
      #expect(try far.store().lookUp(key)?.digests == near.store().lookUp(key)?.digests)
      #expect(summary.results[job]?.key == key)
    }
    #expect(remote.texts.withLock { $0.count } == 4)
  }

  @Test func whatAJobSaysAndItsFailureArrive() async throws {
    var graph = TestGraph()
    graph.add(
      "thirds", kind: ThirdsStage.self, ["divisor": 0, "strict": true],
      arithmetic: ArithmeticSpecification(name: "random-rounding"), retries: .init(times: 1))
    let events = EventLog()
    let summary = try await run(graph, Remote(store: graph.storePath), events)
    let failure = try #require(summary.failures.first)
    #expect(failure.attempts == 2)
    #expect(failure.breakdown?.call == "kernel 'divide' in layer 'thirds', call 1")
    #expect(
      events.all.contains {
        if case .log(0, let line) = $0 { line.contains("the first infinity") } else { false }
      })
  }

  @Test func damagedInputsAreMadeAgain() async throws {
    var graph = TestGraph()
    graph.add("first", ["value": 1])
    graph.add("second", ["value": 2], from: [0])
    _ = try await graph.run()
    graph.jobs[1].parameters = ParameterValues(
      graph.jobs[1].parameters.values.merging(["value": 3]) { $1 })
    let key = try #require(try graph.key(of: 0))
    let path = try graph.store().path(of: key)
    let bytes = try #require(Files.status(path)).size
    // The same size, so that only reading it tells.
    var content = try Files.read(path)
    content[bytes - 9] ^= 1
    TestFolder.write(content, to: path)
    let summary = try await run(graph, Remote(store: graph.storePath))
    #expect(summary.failures.isEmpty)
    #expect(try graph.sum(of: 1) == 4)
  }

  @Test func whatAnExecutorRefusesIsSaidBefore() async throws {
    var graph = TestGraph()
    graph.add("wide", resources: Resources(cores: 100))
    let error = await #expect(throws: Diagnostics.self) {
      try await run(graph, Remote(store: graph.storePath))
    }
    #expect(
      error?.all.first?.message
        == "stage 'wide' asks for more cores than any machine has")
  }

  @Test func whatIsNoOrderIsRefused() throws {
    for text in ["{}", "[]", "7", #"{"order": 2}"#, #"{"order": 1, "stage": "x"}"#] {
      #expect(JobOrder(try Value(json: text)) == nil)
    }
  }

  @Test func outcomesReadBack() throws {
    let key = KeyRecord.sample().key
    let outcomes: [JobOutcome] = [
      .stored(seconds: 1.5, difference: nil),
      .stored(seconds: 0.1, difference: .init(first: "a", other: "b")),
      .failed(cause: "no", nil, of: nil), .cancelled,
      .damaged([DamagedObject(key: key, path: "p", reason: "r")]),
    ]
    for outcome in outcomes {
      #expect(JobOutcome(try Value(json: outcome.value.json())) == outcome)
    }
  }
}
