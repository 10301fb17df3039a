import Testing

@testable import PipelineKit

/// One mistake gives one error, at its place.
@Suite struct OneMistakeTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.touch("a.nii", "b.nii")
    try workspace.write(
      """
      lastbit: 1
      params: {radius: {type: integer}}
      inputs: {image: volume}
      stages: {s: {uses: test/smooth, in: {image: image}, with: {radius: $radius}}}
      outputs: {o: s}
      """, to: "inner.yaml")
  }

  private func problems(
    _ stages: String, params: String = "{}", set settings: [(name: String, value: String)] = []
  ) throws -> [String] {
    let text = """
      lastbit: 1
      params: \(params)
      sources: {a: {file: a.nii}, b: {file: b.nii}}
      stages:
      \(stages)
      """
    return try workspace.problems(text, set: settings).split(separator: "\n").map(String.init)
      .filter { $0.contains("error: ") }
  }

  @Test(arguments: [
    (
      "  s: {uses: test/smooth, in: {imge: a}}",
      "m.yaml:5:31: error: 'test/smooth' has no input 'imge'; did you mean 'image'?"
    ),
    (
      "  s: {uses: test/smooth, in: {scan: a}}",
      "m.yaml:5:31: error: 'test/smooth' has no input 'scan'; its inputs are image, mask"
    ),
    (
      "  s: {uses: test/register, in: {moving: a, fixed: b}, with: {step: 3}}",
      "m.yaml:5:62: error: 'test/register' has no parameter 'step'; did you mean 'steps'?"
    ),
    (
      "  s: {use: test/smooth, in: {image: a}}",
      "m.yaml:5:7: error: unknown key 'use' in stage 's'; did you mean 'uses'?"
    ),
    (
      "  s: {uses:test/smooth, in: {image: a}}",
      "m.yaml:5:7: error: unknown key 'uses:test/smooth' in stage 's'; write a space after 'uses:'"
    ),
    (
      "  s: uses:test/smooth",
      "m.yaml:5:6: error: stage 's' must be a mapping (key: value), not 'uses:test/smooth'; write a "
        + "space after 'uses:'"
    ),
    (
      "  s: {uses: test/smooth, in: {image: t}}\n  t: {uses: test/smooth, in: {image: s}}\n"
        + "  u: {uses: test/smooth, in: {image: t}}",
      "m.yaml:5:3: error: stages wait for each other: s → t → s"
    ),
    (
      "  a: {uses: test/smooth, in: {image: b}}",
      "m.yaml:5:3: error: the name 'a' is taken, on line 3"
    ),
    (
      "  s: {uses: test/smooth, in: {image: 'a[x]'}}",
      "m.yaml:5:38: error: a selection is written [axis=value, …] or [axis in set], not 'x'"
    ),
    (
      "  s: {uses: test/smooth, in: {image: a[x]}}",
      "m.yaml:5:38: error: a selection is written [axis=value, …] or [axis in set], not 'x'"
    ),
    (
      "  s: {uses: ./inner.yaml, in: {imag: a}, with: {radius: 2}}",
      "m.yaml:5:32: error: unknown input 'imag'; did you mean 'image'?"
    ),
    (
      "  s: {uses: ./inner.yaml, in: {image: a}, with: {radus: 2}}",
      "m.yaml:5:50: error: unknown param 'radus'; did you mean 'radius'?"
    ),
  ])
  func inStages(stages: String, message: String) throws {
    #expect(try problems(stages) == [message])
  }

  @Test func inSettings() throws {
    let stage = "  s: {uses: test/smooth, in: {image: a}, with: {radius: $radius}}"
    let params = "{radius: {type: integer}}"
    #expect(
      try problems(stage, params: params, set: [("radus", "3")])
        == ["error: --set radus: the manifest has no such param; did you mean 'radius'?"])
    #expect(
      try problems(stage, params: params, set: [("radius", "x")])
        == ["error: --set radius=x: must be an integer"])
    #expect(
      try problems(stage, params: params)
        == ["m.yaml:2:10: error: param 'radius' has no default; give it with --set radius=…"])
  }

  @Test func inPathsThatTheCallGives() throws {
    try workspace.touch("data/x")
    let sources =
      "{file: $data/a.nii}, c: {bids: $data, suffix: T1w}, d: {glob: $data/*.nii, axis: x}"
    let text = """
      lastbit: 1
      params: {data: {type: path}}
      sources: {a: \(sources)}
      stages: {s: {uses: test/smooth, in: {image: a}}}
      """
    let path = workspace.folder + "/dta"
    #expect(
      try workspace.problems(text, set: [("data", path)])
        == "error: --set data=dta: there is no file or folder 'dta'; did you mean 'data'?")
  }
}
