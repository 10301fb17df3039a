import Arithmetic
import Testing

@testable import PipelineKit

/// A kind as it was,
private struct BeforeStage: DeclaredStage {
  static let kind = "test/later"
  static let size = Parameter("size", .integer(), default: 1, "A size.")
  static let inputs: [Port] = []
  static let outputs = list(Output<Artifact>("out", anyOf: [.record], "A result."))
  static let parameters = list(size)

  init(_ values: ParameterValues) {}
}

/// and with one parameter more.
private struct LaterStage: DeclaredStage {
  static let kind = "test/later"
  static let labels = Parameter("labels", later: .list(of: .integer()), "Labels.")
  static let inputs: [Port] = []
  static let outputs = BeforeStage.outputs
  static let parameters = BeforeStage.parameters + list(labels)

  init(_ values: ParameterValues) {}
}

@Suite struct KeyMakerTests {
  /// More combinations than are remembered, and again those that were forgotten.
  @Test func keysAreThoseOfTheirRecords() throws {
    var graph = TestGraph()
    let file = graph.folder.write("7", to: "seven")
    let values = Array(0..<20) + Array(0..<20)
    for (number, value) in values.enumerated() {
      let kind: any Stage.Type = number % 2 == 0 ? SumStage.self : ThirdsStage.self
      graph.add(
        "a", kind: kind, number % 2 == 0 ? ["value": .integer(value)] : [:],
        coordinates: Coordinates([.init("repeat", "\(number)")]), files: [file],
        arithmetic: ArithmeticSpecification(name: number % 3 == 0 ? "ieee" : "random-rounding"),
        seed: UInt64(number))
    }
    let experiment = graph.experiment(try graph.store())
    var maker = KeyMaker(experiment)
    var keys: Set<JobKey> = []
    for job in graph.jobs {
      let (record, key) = try maker.record(of: job, results: [])
      #expect(record.key == key)
      var alone = KeyMaker(experiment)
      let again = try alone.record(of: job, results: []).key
      #expect(again == key)
      keys.insert(key)
    }
    #expect(keys.count > 20)
  }

  /// A kind that got a parameter finds its earlier results where nobody gives it.
  @Test func laterParametersAreInNoKeyWhereNobodyGivesThem() throws {
    func job(_ kind: any Stage.Type, _ with: String) throws -> Job {
      let workspace = try Workspace()
      try workspace.write(
        "lastbit: 1\nstages: {a: {uses: test/later, with: {\(with)}}}\n", to: "m.yaml")
      let catalog = StageCatalog([kind], reader: NumberReader())
      return try ManifestLoader(catalog: catalog).load(path: workspace.folder + "/m.yaml").jobs[0]
    }
    let before = try job(BeforeStage.self, "size: 3")
    for with in ["size: 3", "size: 3, labels: null"] {
      let after = try job(LaterStage.self, with)
      #expect(after.parameters == before.parameters)
      #expect(after.parameters[LaterStage.labels] == nil)
    }
    let given = try job(LaterStage.self, "size: 3, labels: [2]")
    #expect(given.parameters[LaterStage.labels] == [2])
    #expect(given.parameters != before.parameters)
  }

  /// All keys of one plan are made from the same bytes.
  @Test func aSourceIsLookedAtOnce() throws {
    var graph = TestGraph()
    let file = graph.folder.write("7", to: "seven")
    graph.add("a", files: [file])
    var maker = KeyMaker(graph.experiment(try graph.store()))
    let before = try maker.record(of: graph.jobs[0], results: []).key
    graph.folder.write("8", to: "seven")
    let same = try maker.record(of: graph.jobs[0], results: []).key
    #expect(same == before)
    var other = KeyMaker(graph.experiment(try graph.store()))
    let after = try other.record(of: graph.jobs[0], results: []).key
    #expect(after != before)
  }
}
