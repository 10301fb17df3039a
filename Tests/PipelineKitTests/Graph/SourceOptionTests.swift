import PipelineKit
import Testing

@Suite struct SourceOptionTests {
  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.touch(
      "a/01.nii", "a/02.nii", "b/01.nii", "bids/sub-01/anat/sub-01_T1w.nii",
      "bids/sub-02/anat/sub-02_T1w.nii", "one.nii", "t.tsv")
    try workspace.write("subject\tpath\n01\ta/01.nii\n", to: "t.tsv")
    return workspace
  }

  private func manifest(_ source: String, _ more: String = "") -> String {
    """
    lastbit: 1
    params:
      which: {type: string, default: qform}
    sources:
      x: {\(source)}
      t1: {bids: bids, suffix: T1w}
      b: {glob: b/*.nii, axis: subject}
    \(more)
    stages:
      s: {uses: test/smooth, in: {image: x}}
    """
  }

  /// How the first file is read, the workspace's folder left out.
  private func options(_ source: String, _ workspace: Workspace) throws -> [String: Value] {
    let graph = try workspace.load(manifest(source))
    guard case .file(let item) = graph.jobs[0].inputs[0].items[0].origin else { return [:] }
    return item.options.mapValues { value in
      guard case .string(let text) = value else { return value }
      return .string(text.replacing(workspace.folder + "/", with: ""))
    }
  }

  private func problem(_ source: String, _ workspace: Workspace) throws -> String {
    let problems = try workspace.problems(manifest(source))
    #expect(problems.count(of: "error:") == 1, "\(problems)")
    let first = problems.split(separator: "\n").first.map(String.init) ?? ""
    return first.split(separator: "error: ", maxSplits: 1).last.map(String.init) ?? ""
  }

  @Test(arguments: [
    "file: one.nii", "glob: a/*.nii, axis: subject", "bids: bids, suffix: T1w",
    "tsv: t.tsv, axis: subject",
  ])
  func everyOriginTakesThem(_ origin: String) throws {
    let workspace = try workspace()
    #expect(try options(origin, workspace) == [:])
    #expect(
      try options("\(origin), volume: 3, geometry: $which, reference: one.nii", workspace)
        == ["volume": 3, "geometry": "qform", "reference": "one.nii"])
  }

  @Test func valuesFollowAxes() throws {
    let workspace = try workspace()
    let source = "bids: bids, suffix: T1w"
    #expect(
      try options("\(source), reference: a/$subject.nii", workspace) == ["reference": "a/01.nii"])
    #expect(
      try options("\(source), reference: t1, subject: \"02\"", workspace)
        == ["reference": "bids/sub-02/anat/sub-02_T1w.nii"])
    // Of a source without axes there is one file for all.
    let more = try workspace.load(
      manifest("\(source), reference: atlas", "  atlas: {file: one.nii}"))
    #expect(
      more.jobs.allSatisfy { job in
        guard case .file(let item) = job.inputs[0].items[0].origin else { return false }
        return item.text("reference") == workspace.folder + "/one.nii"
      })
  }

  @Test func mistakesAreSaidAtTheirPlace() throws {
    let workspace = try workspace()
    #expect(
      try problem("file: one.nii, geometry: qfrm", workspace)
        == "'geometry' must be one of sform, qform, not 'qfrm'; did you mean 'qform'?")
    #expect(
      try problem("file: one.nii, volume: -1", workspace)
        == "'volume' must be an integer of at least 0, not '-1'")
    #expect(
      try problem("file: one.nii, geomtry: qform", workspace)
        == "unknown key 'geomtry' in source 'x'; did you mean 'geometry'?")
    #expect(
      try problem("file: one.nii, reference: on.nii", workspace)
        == "no such file 'on.nii'; did you mean 'one.nii'?")
    #expect(
      try problem("file: one.nii, reference: x", workspace) == "'reference' names the source itself"
    )
    #expect(
      try problem("file: one.nii, reference: t1", workspace)
        == "source 't1' has the axis 'subject', which source 'x' has not, so that 'reference' could be "
        + "any of its files")
    #expect(
      try problem("glob: a/*.nii, axis: subject, reference: b", workspace)
        == "source 'b' has no file for subject=02, which 'reference' of source 'x' names")
    let labels = try workspace.problems(
      manifest("file: one.nii, type: labels, volume: 1").replacing("image: x", with: "image: t1"))
    #expect(labels.contains("source 'x' is read as labels; 'volume' is for volume"))
  }
}
