import Arithmetic
import Synchronization

@testable import PipelineKit

/// Builds graphs of test stages job by job, and runs them in a store of their own.
struct TestGraph {
  var jobs: [Job] = []
  let folder = TestFolder()
  var reader = NumberReader()

  var storePath: String { folder.path + "/store" }

  /// Versions of kernels other than this lastbit's.
  var otherKernels: [String: Int] = [:]

  func store() throws -> Store {
    let versions = KernelTrace.current.versions.merging(otherKernels) { $1 }
    return try Store(at: storePath, kernels: KernelTrace(versions))
  }

  /// Adds a job and gives its position.
  @discardableResult
  mutating func add(
    _ stage: String, kind: any Stage.Type = SumStage.self, _ values: [String: Value] = [:],
    coordinates: Coordinates = Coordinates(), from upstream: [Int] = [], files: [String] = [],
    options: [String: Value] = [:], arithmetic: ArithmeticSpecification? = nil, seed: UInt64 = 1,
    dropsFailed: Bool = false,
    resources: Resources = Resources(), retries: RetryRule = RetryRule(), timeout: Double? = nil,
    exports: [Export] = []
  ) -> Int {
    var all = Dictionary(
      uniqueKeysWithValues: kind.parameters.map { ($0.name, $0.defaultValue ?? .null) })
    all.merge(values) { $1 }
    var items = upstream.enumerated().map { index, job in
      JobInput.Item(
        coordinates: Coordinates([.init("item", "\(index)")]), origin: .job(job, port: "out"))
    }
    items += files.map {
      JobInput.Item(
        coordinates: Coordinates([.init("file", $0)]),
        origin: .file(SourceItem($0, as: .record, options: options)))
    }
    jobs.append(
      Job(
        id: jobs.count, stage: stage, coordinates: coordinates, kind: kind.kind,
        parameters: ParameterValues(all), arithmetic: arithmetic, seed: seed,
        inputs: items.isEmpty ? [] : [JobInput(port: "in", items: items)],
        dropsFailed: dropsFailed, resources: resources, retries: retries, timeout: timeout,
        exports: exports,
        mark: Mark(file: "test.yaml", line: jobs.count + 1, column: 3)))
    return jobs.count - 1
  }

  func experiment(_ store: Store) -> Experiment {
    Experiment(
      graph: JobGraph(manifest: ManifestIdentity(name: "test"), stages: [], jobs: jobs),
      catalog: StageCatalog(
        [SumStage.self, ThirdsStage.self, UnsteadyStage.self, LineageStage.self], reader: reader),
      store: store, versions: [.init("lastbit", "0.1.0")])
  }

  /// Opens the store anew and runs everything.
  @discardableResult
  func run(
    _ options: RunOptions = .init(cores: 2),
    events: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) async throws -> RunSummary {
    try await ExperimentRun(experiment(try store()), options: options).run(events: events)
  }

  func plan() throws -> Plan { Planner(experiment(try store())).plan() }

  /// The key under which a finished job's result lies.
  func key(of job: Int) throws -> JobKey? {
    switch try plan().jobs[job].state {
    case .cached(let key): key
    case .willRun(let key, _, _): key
    default: nil
    }
  }

  /// The number that a finished job gave.
  func sum(of job: Int) throws -> Int? {
    guard let key = try key(of: job) else { return nil }
    let content = try store().load(key, port: "out")[attribute: "content"]
    guard case .integer(let sum)? = content?["sum"] else { return nil }
    return sum
  }
}

/// Collects the events of a run.
final class EventLog: Sendable {
  private let events = Mutex<[RunEvent]>([])

  var sink: @Sendable (RunEvent) -> Void {
    { event in self.events.withLock { $0.append(event) } }
  }

  var all: [RunEvent] { events.withLock { $0 } }
}
