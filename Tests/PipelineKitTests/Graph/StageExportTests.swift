import PipelineKit
import Testing

/// `export:` with axes and sidecars, and paths that name axes.
@Suite struct StageExportTests {
  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.touch("t1/a.nii", "t1/b.nii")
    return workspace
  }

  private func manifest(_ stages: String) -> String {
    """
    lastbit: 1
    sources:
      t1: {glob: t1/*.nii, axis: subject}
      fields: {glob: t1/*.nii, axis: subject, type: field}
    stages:
    \(stages)
    """
  }

  private func bits(_ export: String) -> String {
    manifest("  b: {uses: test/bits, in: {samples: fields}, export: \(export)}")
  }

  @Test func tablesGetAxesAndFilesGetSidecars() throws {
    let workspace = try workspace()
    func exports(_ export: String) throws -> [Export] {
      try workspace.load(bits(export)).jobs.flatMap(\.exports)
    }
    let both = try exports("{summary: {path: out/$subject.tsv, axes: true, sidecar: true}}")
    #expect(both.map(\.path) == ["a", "b"].map { "\(workspace.folder)/out/\($0).tsv" })
    #expect(both.map(\.sidecar) == ["a", "b"].map { "\(workspace.folder)/out/\($0).json" })
    #expect(both.map { $0.axes?.description } == ["subject=a", "subject=b"])
    #expect(
      try exports("{summary: {path: out/$subject.tsv, axes: false}}")
        == both.map { Export(port: "summary", path: $0.path) })
  }

  @Test func theOnlyOutputNeedsNoName() throws {
    let workspace = try workspace()
    let exports = try workspace.load(
      manifest(
        "  s: {uses: test/smooth, in: {image: t1}, "
          + "export: {path: $subject.nii.gz, sidecar: true}}")
    ).jobs.flatMap(\.exports)
    #expect(exports.map(\.port) == ["image", "image"])
    #expect(exports.map(\.sidecar) == ["a", "b"].map { "\(workspace.folder)/\($0).json" })
  }

  @Test(arguments: [
    ("{map: {path: $subject.nii, axes: true}}", "only tables get axes as columns"),
    ("{map: {axes: true}}", "the export of 'map' needs the key 'path'"),
    (
      "{summary: {path: $subject.tsv, axis: true}}",
      "unknown key 'axis' in the export of 'summary'; did you mean 'axes'?"
    ),
    ("{map: {path: $subject.nii, sidecar: beside}}", "'sidecar' must be true or false"),
    ("{path: $subject.tsv, axes: true}", "'test/bits' has no output 'path'"),
    (
      "{summary: {path: $subject.tsv, sidecar: true}, map: {path: $subject.nii, sidecar: true}}",
      "stage 'b' exports more than one result to 'a.json'; give each port a path of its own"
    ),
  ])
  func whatCannotBeIsReported(_ export: String, problem: String) throws {
    let problems = try workspace().problems(bits(export))
    #expect(problems.contains(problem), "\(problems)")
  }

  @Test func aSidecarNeverReplacesItsFile() throws {
    let workspace = try workspace()
    try workspace.touch("tables/a.tsv")
    let problems = try workspace.problems(
      """
      lastbit: 1
      sources: {tables: {glob: tables/*.tsv, axis: subject}}
      stages:
        r: {uses: test/report, in: {tables: tables}, over: subject,
          export: {path: x.json, sidecar: true}}
      """)
    #expect(
      problems.contains(
        "the sidecar of 'x.json' would be the file itself; a .json file can have none"))
  }

  @Test func pathsNameAxes() throws {
    let place = Coordinates([.init("subject", "01"), .init("kind", "a")])
    #expect(try ExportPath("out/${subject}_T1w-$kind.nii").path(at: place) == "out/01_T1w-a.nii")
    #expect(try ExportPath("a$$b.tsv").path(at: place) == "a$b.tsv")
    #expect(try ExportPath("x.tsv").names == [])
    func problem(_ path: String, _ place: Coordinates) -> String {
      do { return try ExportPath(path).path(at: place) } catch { return error.rendered }
    }
    #expect(
      problem("$subjct.nii", place)
        == "error: '$subjct.nii': there is no axis 'subjct'; did you mean 'subject'?")
    #expect(problem("$x.nii", Coordinates()).hasSuffix("no axis 'x'; there are no axes"))
    #expect(problem("a$.nii", place).contains("'$' needs a name after it"))
    #expect(
      problem("$kind.nii", Coordinates([.init("kind", "../x")]))
        == "error: kind=../x cannot be part of a path")
  }
}
