import Testing

@testable import PipelineKit

@Suite struct NestedManifestTests {
  private static let inner = """
    lastbit: 1
    name: preprocess
    params: {radius: {type: integer, default: 2, maximum: 5}, where: {type: path, default: here}}
    inputs:
      image: volume
      mask: {type: labels, optional: true}
    stages:
      first: {uses: test/smooth, in: {image: image, mask: mask}, with: {radius: $radius}}
      second: {uses: test/smooth, in: {image: first}, with: {atlas: $where}, sweep: {repeat: 1..2}}
    outputs:
      smoothed: second.image
      once: first

    """

  private func workspace(inner: String = inner) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.touch("t1/a.nii", "t1/b.nii")
    try workspace.write(inner, to: "lab/pre.yaml")
    return workspace
  }

  private func outer(_ stage: String, _ more: String = "") -> String {
    """
    lastbit: 1
    sources: {t1: {glob: t1/*.nii, axis: subject}}
    stages:
      pre: {uses: ./lab/pre.yaml, \(stage)}
    \(more)
    """
  }

  @Test func manifestsAreStages() throws {
    let workspace = try workspace()
    let graph = try workspace.load(
      outer(
        "in: {image: t1}, with: {radius: 5, where: there}",
        "  last: {uses: test/smooth, in: {image: pre.smoothed}}"))
    #expect(
      graph.shape == [
        "pre/first: subject 2", "pre/second: subject 2 × repeat 2 = 4",
        "last: subject 2 × repeat 2 = 4",
      ])
    #expect(graph.stages.map(\.dependencies) == [["t1"], ["pre/first"], ["pre/second"]])
    #expect(graph.jobs[0].parameters.integer("radius") == 5)
    // Paths belong to the manifest that writes them.
    #expect(graph.jobs[2].parameters.string("atlas") == workspace.folder + "/there")
    #expect(graph.jobs[0].mark.file == workspace.folder + "/lab/pre.yaml")
    let plain = try workspace.load(outer("in: {image: t1}"))
    #expect(plain.jobs[2].parameters.string("atlas") == workspace.folder + "/lab/here")
  }

  @Test(arguments: [
    (
      "in: {image: t1}, with: {radius: 6}", "m.yaml:4:63",
      "'radius' must be an integer of at most 5, not '6'"
    ),
    (
      "in: {image: t1}, with: {radios: 1}", "m.yaml:4:55",
      "unknown param 'radios'; did you mean 'radius'?"
    ),
    ("in: {imag: t1}", "m.yaml:4:36", "unknown input 'imag'; did you mean 'image'?"),
    ("with: {}", "m.yaml:4:3", "'./lab/pre.yaml' needs the input 'image', type volume"),
    (
      "in: {image: t1}, retries: 2", "m.yaml:4:48",
      "a manifest used as a stage takes no 'retries'; put it on the stages inside"
    ),
    (
      "in: {image: t1, mask: t1}", "m.yaml:4:53",
      "input 'mask' of './lab/pre.yaml' takes type labels, but 't1' is of type volume"
    ),
  ])
  func checksWhatItIsGiven(stage: String, place: String, message: String) throws {
    let problems = try workspace().problems(outer(stage))
    #expect(problems.contains("\(place): error: \(message)"), "\(problems)")
  }

  @Test func locatesErrorsInTheirOwnFile() throws {
    let workspace = try workspace(
      inner: Self.inner.replacing("with: {radius: $radius}", with: "with: {radios: 1}"))
    let found = try workspace.problems(
      outer("in: {image: t1}", "  x: {uses: test/smooth, in: {image: pre.smothed}}"))
    #expect(
      found == """
        m.yaml:5:38: error: 'pre' has no output 'smothed'; did you mean 'smoothed'?
          x: {uses: test/smooth, in: {image: pre.smothed}}
                                             ^
        lab/pre.yaml:8:69: error: 'test/smooth' has no parameter 'radios'; did you mean 'radius'?
          first: {uses: test/smooth, in: {image: image, mask: mask}, with: {radios: 1}}
                                                                            ^
        """)
  }

  @Test func refusesRecursion() throws {
    let workspace = try Workspace()
    try workspace.write(
      "lastbit: 1\nstages:\n  b: {uses: b.yaml}\n", to: "a.yaml")
    try workspace.write(
      "lastbit: 1\nstages:\n  a: {uses: sub/../a.yaml}\n", to: "b.yaml")
    #expect(
      workspace.problems(inFile: "a.yaml") == """
        b.yaml:3:13: error: manifests use each other: a.yaml → b.yaml → a.yaml
          a: {uses: sub/../a.yaml}
                    ^
        """)
  }

  @Test func boundsNesting() throws {
    let workspace = try Workspace()
    try workspace.touch("x.nii")
    for level in 0..<40 {
      try workspace.write(
        """
        lastbit: 1
        stages:
          a: {uses: m\(level + 1).yaml}
          b: {uses: m\(level + 1).yaml}
        """, to: "m\(level).yaml")
    }
    let problems = workspace.problems(inFile: "m0.yaml")
    #expect(problems.contains("error: manifests nest deeper than 16\n"))
    #expect(problems.contains("error: more than 1000 manifests are used as stages\n"))
  }

  @Test func anUnconnectedInputIsNoOutput() throws {
    let workspace = try workspace(inner: Self.inner.replacing("once: first", with: "once: mask"))
    #expect(
      try workspace.problems(outer("in: {image: t1}")) == """
        lab/pre.yaml:12:9: error: output 'once' stands for an input that is not connected
          once: mask
                ^
        """)
  }

  @Test func refusesWhatIsNotThere() throws {
    let workspace = try workspace()
    #expect(
      try workspace.problems("lastbit: 1\nstages: {a: {uses: absent.yaml}}")
        == """
        m.yaml:2:20: error: cannot read 'absent.yaml': No such file or directory
        stages: {a: {uses: absent.yaml}}
                           ^
        """)
    #expect(
      try workspace.problems("lastbit: 1\nstages: {a: {uses: lab.lastbit}}").hasPrefix(
        "m.yaml:2:20: error: packed pipelines ('.lastbit') are not supported yet"))
    #expect(
      try workspace.problems("lastbit: 1\nstages: {a: {uses: ./lab/pre}}").hasPrefix(
        "m.yaml:2:20: error: the path of a manifest ends with .yaml or .yml, not as './lab/pre' does"
      ))
    #expect(
      workspace.problems(inFile: "lab/pre.yaml").hasPrefix(
        """
        lab/pre.yaml:5:3: error: input 'image' is not connected: this manifest is made to be a \
        stage of another
        """))
  }
}
