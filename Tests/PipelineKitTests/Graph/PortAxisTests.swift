import Testing

@testable import PipelineKit

/// A training in small: it keeps one result for each epoch that the manifest names.
struct EpochStage: Stage {
  static let kind = "test/epochs"
  static let version = 1
  static let summary = "Keeps results of chosen epochs."
  static let source = "none"
  static let usesArithmetic = false

  static let epochs = Parameter("epochs", .list(of: .integer(minimum: 0)), "Which are kept.")
  static let model = Output<Artifact>("model", anyOf: [.record], "What was learnt.")
    .along("epoch") { $0[epochs].map { "\($0)" } }
  static let curve = Output<Artifact>("curve", anyOf: [.record], "How it went.")
  static let outputs = list(model, curve)
  static let inputs: [Port] = []
  static let parameters = list(epochs)

  private let epochs: [Int]

  init(_ values: ParameterValues) { epochs = values[Self.epochs] }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    Outputs(
      epochs.map { Self.model(.record(["sum": .integer($0)]), at: "\($0)") }
        + [Self.curve(.record(["sum": .integer(-1)]))])
  }
}

/// Outputs that add an axis whose values follow from parameters.
@Suite struct PortAxisTests {
  private let catalog = StageCatalog([EpochStage.self, SumStage.self], reader: NumberReader())

  private func load(_ stages: String, in workspace: Workspace) throws -> JobGraph {
    try workspace.write("lastbit: 1\nstages:\n  \(stages)\n", to: "m.yaml")
    return try ManifestLoader(catalog: catalog).load(path: workspace.folder + "/m.yaml")
  }

  private func problem(_ stages: String) throws -> String? {
    let workspace = try Workspace()
    do {
      _ = try load(stages, in: workspace)
      return nil
    } catch let error as Diagnostics {
      return error.all.map { $0.message + ($0.hint.map { "; " + $0 } ?? "") }.joined(
        separator: "\n")
    }
  }

  /// It joins, selects, reduces and exports like any other axis, and the shape shows it.
  @Test func theAxisIsLikeAnyOther() async throws {
    let workspace = try Workspace()
    let graph = try load(
      """
      trained: {uses: test/epochs, with: {epochs: [9, 70]}, sweep: {seed: 1..2}, \
      export: {model: out/$seed-$epoch.json}}
        each: {uses: test/sample, in: {in: trained.model}}
        one: {uses: test/sample, in: {in: 'trained[epoch=70, seed=1].model'}}
        all: {uses: test/sample, in: {in: trained.model}, over: [seed, epoch]}
      """, in: workspace)
    #expect(
      graph.shape == [
        "trained: seed 2, model: epoch 2", "each: seed 2 × epoch 2 = 4", "one: 1",
        "all: 1, over seed, epoch",
      ])
    let experiment = Experiment(
      graph: graph, catalog: catalog, store: try Store(at: workspace.folder + "/store"))
    let summary = try await ExperimentRun(experiment).run()
    #expect(summary.failures.map(\.cause) == [])
    #expect(
      summary.exported.map { String($0.split(separator: "/").last ?? "") }.sorted() == [
        "1-70.json", "1-9.json", "2-70.json", "2-9.json",
      ])
    let sums = try Planner(experiment).plan().jobs.suffix(2).map { job -> Value? in
      guard case .cached(let key) = job.state else { return nil }
      return try experiment.store.load(key, port: "out")[attribute: "content"]
    }
    #expect(sums == [["sum": 70], ["sum": 158]])
    let again = try await ExperimentRun(experiment).run()
    #expect(again.done == 0)
  }

  @Test func valuesMayFollowASweptAxis() throws {
    let workspace = try Workspace()
    let graph = try load(
      """
      trained: {uses: test/epochs, with: {epochs: [0, $last]}, sweep: {last: [1, 2]}}
        each: {uses: test/sample, in: {in: trained.model}}
      """, in: workspace)
    #expect(
      graph.jobs.filter { $0.stage == "each" }.map { "\($0.coordinates)" } == [
        "last=1 epoch=0", "last=1 epoch=1", "last=2 epoch=0", "last=2 epoch=2",
      ])
  }

  @Test func whatCannotBeIsSaid() throws {
    #expect(
      try problem("trained: {uses: test/epochs, with: {epochs: [9, 9]}}")
        == "'9' is given twice along 'epoch'")
    #expect(
      try problem("trained: {uses: test/epochs, with: {epochs: [9]}, sweep: {epoch: 1..2}}")
        == "output 'model' of 'test/epochs' adds the axis 'epoch', along which this stage runs already; "
        + "give the other axis another name")
    #expect(
      try problem(
        """
        trained: {uses: test/epochs, with: {epochs: [9]}}
          one: {uses: test/sample, in: {in: 'trained[epoch=8].model'}}
        """)?.contains("8") == true)
    #expect(
      try problem(
        "trained: {uses: test/epochs, with: {epochs: [9, 70]}, export: {model: out/x.json}}")?
        .contains("x.json") == true)
  }
}
