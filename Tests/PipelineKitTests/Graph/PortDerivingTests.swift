import Testing

@testable import PipelineKit

/// An external tool in small: it reads whatever the manifest connects, and gives what a file of the
/// tool's lists.
struct ToolStage: PortDerivingStage {
  static let kind = "test/tool"
  static let version = 1
  static let summary = "Sums its inputs."
  static let source = "none"
  static let usesArithmetic = false

  static let descriptor = Parameter("descriptor", .path, "A file with `name type` in each line.")
  static let factor = Parameter("factor", .integer(), default: 1, "What the sum is multiplied by.")
  static let parameters = list(descriptor, factor)
  static let portParameters = list(descriptor)

  let factor: Int
  let ports: @Sendable ([String]) throws -> StagePorts

  init(_ values: ParameterValues) {
    factor = values[Self.factor]
    ports = { try Self.ports(values, connecting: $0) }
  }

  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts {
    guard let bytes = TestFolder.read(values[descriptor]) else {
      throw ParameterError(descriptor, "there is no file '\(values[descriptor])'")
    }
    return StagePorts(
      inputs: names.map { input($0).port },
      outputs: try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
        let words = line.split(separator: " ")
        guard words.count == 2,
          let type = ArtifactType.all.first(where: { $0.rawValue == words[1] })
        else {
          throw StageError("'\(line)' names no output and its type")
        }
        return Output<Artifact>(String(words[0]), anyOf: [type], "As the tool says.").port
      })
  }

  private static func input(_ name: String) -> Input<Artifact> {
    Input(name, anyOf: [.record], "What the tool reads.")
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    var sum = 0
    for name in ["a", "b", "sum"] {
      guard let item = try? inputs[Self.input(name)] else { continue }
      guard case .integer(let number)? = item[attribute: "content"]?["sum"] else {
        throw StageError("an input is not a number")
      }
      sum += number
    }
    return Outputs(
      try ports([]).outputs.map { port in
        Output<Artifact>(port.name, anyOf: port.types, port.doc)(
          .record(["sum": .integer(sum * factor)]))
      })
  }
}

/// Kinds whose ports follow from the manifest and from files.
@Suite struct PortDerivingTests {
  private let catalog = StageCatalog([ToolStage.self], reader: NumberReader())

  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write("3", to: "three")
    try workspace.write("4", to: "four")
    try workspace.write("sum record\nagain record\n", to: "tool.txt")
    try workspace.write("sum record\nmap volume\n", to: "map.txt")
    return workspace
  }

  private func manifest(_ stages: String) -> String {
    """
    lastbit: 1
    sources: {three: {file: three}, four: {file: four}}
    stages:
    \(stages.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    """
  }

  private func load(_ stages: String, in workspace: Workspace) throws -> JobGraph {
    try workspace.write(manifest(stages), to: "m.yaml")
    return try ManifestLoader(catalog: catalog).load(path: workspace.folder + "/m.yaml")
  }

  private func problems(_ stages: String) throws -> [String] {
    let workspace = try workspace()
    do {
      _ = try load(stages, in: workspace)
      return []
    } catch let error as Diagnostics {
      return error.all.map { diagnostic in
        ([diagnostic.message] + (diagnostic.hint.map { [$0] } ?? [])).joined(separator: "; ")
          .replacing(workspace.folder + "/", with: "")
      }
    }
  }

  @Test func portsFollowFromTheManifestAndAFile() async throws {
    let workspace = try workspace()
    let graph = try load(
      """
      tool: {uses: test/tool, in: {a: three, b: four}, with: {descriptor: tool.txt, factor: $f}, \
      sweep: {f: [1, 10]}}
      after: {uses: test/tool, in: {sum: 'tool[f=10].again'}, with: {descriptor: tool.txt}}
      """, in: workspace)
    #expect(graph.shape == ["tool: f 2", "after: 1"])
    let experiment = Experiment(
      graph: graph, catalog: catalog, store: try Store(at: workspace.folder + "/store"))
    let summary = try await ExperimentRun(experiment).run()
    #expect(summary.failures.map(\.cause) == [])
    let plan = Planner(experiment).plan()
    let sums = try plan.jobs.map { job -> Value? in
      guard case .cached(let key) = job.state else { return nil }
      return try experiment.store.load(key, port: "sum")[attribute: "content"]
    }
    #expect(sums == [["sum": 7], ["sum": 70], ["sum": 70]])
  }

  @Test func derivedPortsAreChecked() throws {
    #expect(
      try problems(
        """
        tool: {uses: test/tool, in: {a: three}, with: {descriptor: map.txt}}
        after: {uses: test/tool, in: {a: tool.map}, with: {descriptor: tool.txt}}
        """) == ["input 'a' of 'test/tool' takes type record, but 'tool.map' is of type volume"])
    #expect(
      try problems(
        """
        tool: {uses: test/tool, in: {a: three}, with: {descriptor: tool.txt}}
        after: {uses: test/tool, in: {a: tool.agian}, with: {descriptor: tool.txt}}
        """
      ).first?.contains("agian") == true)
    #expect(
      try problems("tool: {uses: test/tool, in: {a: three}, with: {descriptor: nowhere}}")
        == ["'descriptor': there is no file 'nowhere'"])
    #expect(
      try problems("tool: {uses: test/tool, in: {a: three}}")
        == ["'test/tool' needs the parameter 'descriptor', a path; write it under 'with'"])
  }

  @Test func whatDecidesAboutPortsFollowsNoAxis() throws {
    #expect(
      try problems(
        """
        tool: {uses: test/tool, in: {a: three}, with: {descriptor: $d}, sweep: {d: [tool.txt, map.txt]}}
        """) == [
          "'descriptor' decides about the ports of 'test/tool', so it follows no axis, and 'd' is none "
            + "of the params"
        ])
  }

  /// A port that a manifest left open is an error in a sentence, not a trap.
  @Test func nothingOnAPortIsAnError() {
    let inputs = Inputs([:])
    #expect(throws: StageError.self) {
      try inputs[Input<Artifact>("image", anyOf: [.volume], "An image.")]
    }
  }
}
