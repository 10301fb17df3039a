import Testing

@testable import PipelineKit

/// Names for values along axes: labels that no key depends on.
@Suite struct AxisNamesTests {
  private func manifest(_ arithmetic: String, _ sigma: String, _ more: String = "") -> String {
    """
    lastbit: 1
    name: names
    sources: {t1: {file: a.nii}}
    stages:
      s:
        uses: test/smooth
        in: {image: t1}
        sweep: {arithmetic: \(arithmetic), sigma: \(sigma), repeat: 1..2\(more)}
        export: {image: out/$arithmetic-$sigma-$repeat.nii}
    """
  }

  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    return workspace
  }

  @Test func namesAreLabelsOnly() throws {
    let workspace = try workspace()
    let plain = try workspace.load(
      manifest("[ieee, {reduced: {format: float16}}]", "[0, 2.5]"))
    let named = try workspace.load(
      manifest("[ieee, half: {reduced: {format: float16}}]", "[0, {wide: 2.5}]"))
    #expect(named.jobs.map(\.coordinates) == plain.jobs.map(\.coordinates))
    #expect(named.jobs.map(\.seed) == plain.jobs.map(\.seed))
    #expect(named.jobs.map(\.arithmetic) == plain.jobs.map(\.arithmetic))
    #expect(named.jobs.last?.shown.description == "arithmetic=half sigma=wide repeat=2")
    #expect(named.jobs.last?.arithmeticLabel == "reduced{format=float16}")
    #expect(named.jobs.last?.exports[0].path.hasSuffix("/out/half-wide-2.nii") == true)
    #expect(plain.jobs[0].shown == plain.jobs[0].coordinates)
  }

  @Test func selectionsAndMendingTakeNames() throws {
    let workspace = try workspace()
    let graph = try workspace.load(
      manifest(
        "[ieee, half: {reduced: {format: float16}}]", "[0, wide: 2.5]",
        ", exclude: {arithmetic: half, repeat: 2}") + "\n" + """
            t: {uses: test/smooth, in: {image: "s[arithmetic=half, sigma=wide, repeat=1]"}}
            u: {uses: test/smooth, in: {image: "s[sigma=2.5, repeat=1, arithmetic=reduced{format=float16}]"}}
          """)
    #expect(graph.jobs.count == 8)
    guard case .job(let t, _) = graph.jobs[6].inputs[0].items[0].origin,
      case .job(let u, _) = graph.jobs[7].inputs[0].items[0].origin
    else { throw StageError("no job is read") }
    #expect(t == u && graph.jobs[t].shown.description == "arithmetic=half sigma=wide repeat=1")
  }

  @Test(arguments: [
    (
      "[mca: {reduced: {format: float16}}]", "[1]",
      "'mca' is an arithmetic itself and cannot name another one"
    ),
    ("[mca: ieee]", "[1]", "'mca' is an arithmetic itself and cannot name another one"),
    ("[half: {redued: {format: float16}}]", "[1]", "did you mean 'reduced'?"),
    ("[ieee]", "[a: 1, a: 2]", "'a' is the name of '1' on axis 'sigma' already"),
    ("[ieee]", "[a: 1, b: 1]", "'1' is called 'a' at "),
    ("[ieee]", "[a, a: 1]", "'a' is a value of axis 'sigma' itself and cannot name another one"),
    ("[ieee]", "[a: 1..3]", "'a' must name one value"),
    ("[ieee]", "[a: {b: 1}]", "'a' must name one value"),
    ("[ieee]", "[a/b: 1]", "'a/b' cannot name a value"),
  ])
  func refuses(_ arithmetic: String, _ sigma: String, _ message: String) throws {
    let problems = try workspace().problems(manifest(arithmetic, sigma))
    #expect(problems.contains(message), "\(problems)")
  }
}
