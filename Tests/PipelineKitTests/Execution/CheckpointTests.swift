import Glibc
import Testing

@testable import PipelineKit

/// A long job in small: it counts to ten, keeps how far it is, and stops where it is told to.
struct CountingStage: Stage {
  static let kind = "test/counting"
  static let version = 1
  static let summary = "Counts to ten."
  static let source = "none"
  static let usesArithmetic = false
  static let tag = Parameter("tag", .string, "Counts steps and runs.")
  static let out = Output<Artifact>("out", anyOf: [.record], "The sum.")
  static let inputs: [Port] = []
  static let outputs = list(out)
  static let parameters = list(tag)

  private let tag: String

  init(_ values: ParameterValues) { tag = values[Self.tag] }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    guard let folder = context.checkpoints else { throw StageError("no checkpoints") }
    let run = Tally.add("\(tag) runs")
    var sum = try folder.read("sum").map { $0.reduce(0) { $0 * 256 + Int($1) } } ?? 0
    var step = try folder.read("step").map { Int($0[0]) } ?? 0
    while step < 10 {
      step += 1
      sum += step
      Tally.add("\(tag) steps")
      try folder.write("sum", [UInt8(sum)])
      try folder.write("step", [UInt8(step)])
      if run < 3, step == 3 * run { throw StageError("stopped at step \(step)") }
    }
    return [Self.out(.record(["sum": .integer(sum)]))]
  }
}

@Suite struct CheckpointTests {
  private let catalog = StageCatalog([CountingStage.self], reader: NumberReader())

  private func experiment(_ workspace: Workspace, _ tag: String, more: String = "") throws
    -> Experiment
  {
    try workspace.write(
      "lastbit: 1\nstages:\n  count: {uses: test/counting, with: {tag: \(tag)}\(more)}\n",
      to: "m.yaml")
    return Experiment(
      graph: try ManifestLoader(catalog: catalog).load(path: workspace.folder + "/m.yaml"),
      catalog: catalog, store: try Store(at: workspace.folder + "/store"))
  }

  /// A job that failed goes on where it was, in another run and another store's handle; its checkpoint
  /// goes when its result is there.
  @Test func aJobGoesOnWhereItWas() async throws {
    let workspace = try Workspace()
    let tag = "checkpoint\(workspace.folder.hashValue)"
    for _ in 1...2 {
      let summary = try await ExperimentRun(experiment(workspace, tag)).run()
      #expect(summary.failures.count == 1)
    }
    let last = try experiment(workspace, tag)
    let summary = try await ExperimentRun(last).run()
    #expect(summary.failures.map(\.cause) == [])
    #expect(Tally.count("\(tag) steps") == 10)
    let key = try #require(summary.results.first??.key)
    #expect(try last.store.load(key, port: "out")[attribute: "content"] == ["sum": 55])
    #expect(try Files.names(in: workspace.folder + "/store/checkpoints") == [])
  }

  @Test func triesOfOneRunGoOnToo() async throws {
    let workspace = try Workspace()
    let tag = "tries\(workspace.folder.hashValue)"
    let summary = try await ExperimentRun(
      experiment(workspace, tag, more: ", retries: 2")
    ).run()
    #expect(summary.failures.map(\.cause) == [])
    #expect(Tally.count("\(tag) steps") == 10)
  }

  @Test func whatIsLeftIsFoundLater() async throws {
    let workspace = try Workspace()
    let tag = "left\(workspace.folder.hashValue)"
    let experiment = try experiment(workspace, tag)
    _ = try await ExperimentRun(experiment).run()
    #expect(try experiment.store.abandonedCheckpoints() == [])
    let folder = workspace.folder + "/store/checkpoints"
    let start = try #require(try Files.names(in: folder).first)
    let path = "\(folder)/\(start)/\(try #require(try Files.names(in: "\(folder)/\(start)").first))"
    var times = [timespec(), timespec()]
    for index in times.indices { times[index].tv_sec = Files.now() / 1_000_000_000 - 8 * 24 * 3600 }
    #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
    #expect(try experiment.store.abandonedCheckpoints() == [path])
    experiment.store.removeCheckpoints([path])
    #expect(try Files.names(in: folder) == [])
  }
}
