import Testing

@testable import PipelineKit

/// Scopes of arithmetics in manifests: names are checked where they are written.
@Suite struct ArithmeticScopeTests {
  private func problems(_ arithmetic: String, kind: String = "test/register") throws -> String {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let input = kind == "test/register" ? "{moving: a, fixed: a}" : "{image: a}"
    let with = kind == "test/register" ? "{steps: 1}" : "{}"
    return try workspace.problems(
      """
      lastbit: 1
      params: {parts: {type: list, default: [conv, matmul]}}
      sources: {a: {file: a.nii}}
      stages:
        s:
          uses: \(kind)
          in: \(input)
          with: \(with)
          arithmetic: \(arithmetic)
      """)
  }

  @Test(arguments: [
    "{random-rounding: {only: [conv, matmul]}}", "{random-rounding: {only: $parts}}",
    "{random-rounding: {except: sum}}",
    "{random-rounding: {only: [encode1.conv0, 'decode*:matmul']}}",
    "{upward: {only: [encode9], outside: openblas}}", "{mca: {precision: 20, only: [top]}}",
  ])
  func rightScopes(_ arithmetic: String) throws {
    #expect(try problems(arithmetic) == "")
  }

  @Test func misspeltNamesGetSuggestionsAtTheirPlaces() throws {
    #expect(
      try problems("{random-rounding: {only: [sum, matmull]}}") == """
        m.yaml:9:48: error: 'matmull' is no kernel and no group, and 'test/register' has no such \
        layer; did you mean 'matmul'?
            arithmetic: {random-rounding: {only: [sum, matmull]}}
                                                       ^
        """)
    #expect(
      try problems("{random-rounding: {only: [sum, bottleneck.conv0]}}", kind: "test/smooth")
        .contains(
          "m.yaml:9:48: error: 'bottleneck.conv0' is no kernel and no group, and 'test/smooth' has "
            + "no such layer; its code has no layers; 'lastbit arithmetics' lists kernels and groups"
        ))
    #expect(
      try problems("{random-rounding: {only: [bottleneck]}}").contains(
        "has no such layer; its layers are encode*, decode1"))
  }

  @Test func contradictionsAreLocated() throws {
    #expect(
      try problems("{random-rounding: {only: [sum], except: [dot, sum]}}").contains(
        "m.yaml:9:63: error: 'sum' is under 'only' and under 'except'"))
    #expect(
      try problems("{ieee: {only: [sum]}}").contains("m.yaml:9:25: error: 'ieee' takes no scope"))
    #expect(
      try problems("{random-rounding: {exept: [sum]}}").contains(
        "m.yaml:9:36: error: arithmetic 'random-rounding' has no option 'exept'; did you mean 'except'?"
      ))
  }

  @Test func sweptScopesAreCheckedAndNamed() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    func manifest(_ only: String) -> String {
      """
      lastbit: 1
      sources: {a: {file: a.nii}}
      stages:
        s:
          uses: test/register
          in: {moving: a, fixed: a}
          with: {steps: 1}
          sweep: {arithmetic: [ieee, {random-rounding: {only: \(only)}}]}
        t: {uses: test/smooth, in: {image: a}, arithmetic: {reduced: {except: [sum]}}}
        u:
          uses: test/bits
          in: {samples: "s[arithmetic=random-rounding{only=[encode1,sum]}].field"}
      """
    }
    let graph = try workspace.load(manifest("[encode1, sum]"))
    #expect(
      graph.jobs.map(\.coordinates.description) == [
        "arithmetic=ieee", "arithmetic=random-rounding{only=[encode1,sum]}", "", "",
      ])
    #expect(
      try workspace.problems(manifest("[encod, sum]")).contains(
        "m.yaml:8:58: error: 'encod' is no kernel"))
  }
}
