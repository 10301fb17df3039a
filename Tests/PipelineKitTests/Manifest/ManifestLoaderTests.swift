import Testing

@testable import PipelineKit

@Suite struct ManifestLoaderTests {
  /// The manifest of the design page, on three subjects.
  private static let registrationBits = """
    lastbit: 1
    name: registration-bits
    about: How many bits?
    params:
      data:    {type: path, default: bids}
      repeats: {type: integer, default: 10, minimum: 2}
    sources:
      t1w:      {bids: $data, suffix: T1w}
      template: {file: mni152.nii.gz}
    stages:
      conformed:
        uses: test/smooth
        in: {image: t1w}
      warp:
        uses: test/register
        in: {moving: conformed, fixed: template}
        with: {steps: 4}
        sweep:
          arithmetic: [ieee, {random-rounding: {}}]
          repeat: 1..$repeats
      bits:
        uses: test/bits
        in: {samples: warp.field}
        over: [repeat]
      report:
        uses: test/report
        in: {tables: bits.summary}
        over: [subject, arithmetic]
        export: results/report.json

    """

  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    for subject in ["0051", "02", "1"] {
      try workspace.touch("bids/sub-\(subject)/anat/sub-\(subject)_T1w.nii.gz")
    }
    try workspace.touch("mni152.nii.gz")
    return workspace
  }

  @Test func expandsTheDesignsManifest() throws {
    let workspace = try workspace()
    let graph = try workspace.load(Self.registrationBits)
    #expect(graph.name == "registration-bits")
    #expect(
      graph.shape == [
        "conformed: subject 3", "warp: subject 3 × arithmetic 2 × repeat 10 = 60",
        "bits: subject 3 × arithmetic 2 = 6, over repeat", "report: 1, over subject, arithmetic",
      ])
    #expect(graph.jobs.count == 3 + 60 + 6 + 1)
    #expect(graph.jobs.map(\.id) == Array(0..<70))
    let warp = graph.jobs[3]
    #expect(warp.coordinates.description == "subject=0051 arithmetic=ieee repeat=1")
    #expect(warp.inputs[0].items[0].origin == .job(0, port: "image"))
    #expect(
      warp.inputs[1].items[0].origin
        == .file(SourceItem(workspace.folder + "/mni152.nii.gz", as: .volume)))
    let bits = graph.jobs[63]
    #expect(bits.inputs[0].items.map(\.coordinates.description) == (1...10).map { "repeat=\($0)" })
    #expect(bits.inputs[0].items.map(\.origin) == (3..<13).map { .job($0, port: "field") })
    #expect(graph.jobs[69].exports.map(\.path) == [workspace.folder + "/results/report.json"])
  }

  @Test func takesSettings() throws {
    let graph = try workspace().load(Self.registrationBits, set: [("repeats", "2")])
    #expect(graph.jobs.count == 3 + 12 + 6 + 1)
  }

  @Test func refusesWrongSettings() throws {
    let workspace = try workspace()
    let problems = try workspace.problems(
      Self.registrationBits, set: [("repeat", "3"), ("repeats", "1")])
    #expect(
      problems == """
        error: --set repeat: the manifest has no such param; did you mean 'repeats'?
        error: --set repeats=1: must be an integer of at least 2
        """)
  }
}
