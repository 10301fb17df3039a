import Arithmetic
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
    #expect(graph.jobs[0].parameters.values["radius"] == 5)
    // Paths belong to the manifest that writes them.
    #expect(graph.jobs[2].parameters.values["atlas"] == .string(workspace.folder + "/there"))
    #expect(graph.jobs[0].mark.file == workspace.folder + "/lab/pre.yaml")
    let plain = try workspace.load(outer("in: {image: t1}"))
    #expect(plain.jobs[2].parameters.values["atlas"] == .string(workspace.folder + "/lab/here"))
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
      "in: {image: t1}, over: subject", "m.yaml:4:48",
      "a manifest used as a stage takes no 'over'; put it on the stage inside that takes all "
        + "items at once; inputs bring their axes"
    ),
    (
      "in: {image: t1}, missing: drop", "m.yaml:4:48",
      "a manifest used as a stage takes no 'missing'; put it on the stage inside that joins the "
        + "inputs"
    ),
    (
      "in: {image: t1}, failed: drop", "m.yaml:4:48",
      "a manifest used as a stage takes no 'failed'; put it on the stage inside that goes on "
        + "without the failed items"
    ),
    (
      "in: {image: t1}, with: {radius: $subject}", "m.yaml:4:63",
      "'$subject' is an axis of the input 'image', but params of a manifest are the same for all "
        + "items; they can follow the axes of the stage's own 'sweep'"
    ),
    (
      "in: {image: t1}, sweep: {subject: [a]}", "m.yaml:4:56",
      "axis 'subject' already comes with input 'image' (t1); select one value, as in "
        + "t1[subject=…], or sweep another axis"
    ),
    (
      "in: {image: t1}, sweep: {repeat: 1..3}", "lab/pre.yaml:9:82",
      "axis 'repeat' cannot be swept here: stage 'pre', which uses this manifest, sweeps it"
    ),
    (
      "in: {image: t1}, sweep: {width: [4, 9]}, with: {radius: $width}", "m.yaml:4:87",
      "'radius' must be an integer of at most 5, not '9'"
    ),
    (
      "in: {image: t1}, export: {smoothed: out.nii}", "lab/pre.yaml:9:3",
      "stage 'pre/second' exports more than one result to 'out.nii'; put $repeat in the path"
    ),
    (
      "in: {image: t1}, export: {smoth: out.nii}", "m.yaml:4:57",
      "'./lab/pre.yaml' has no output 'smoth'; its outputs are smoothed, once"
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

  /// Jobs as `stage coordinates: value`.
  private func lines(_ graph: JobGraph, _ value: (Job) -> String) -> [String] {
    graph.jobs.map { "\($0.stage) \($0.coordinates): \(value($0))" }.sorted()
  }

  @Test func aSweepRunsAllOfAManifest() throws {
    let workspace = try workspace()
    let graph = try workspace.load(
      outer(
        // The axis may have the name of the param that follows it.
        "in: {image: t1}, sweep: {radius: [2, 3], name: [x, y]}, with: {radius: $radius}",
        "  last: {uses: test/smooth, in: {image: \"pre[radius=3, name=x].once\"}}"))
    #expect(
      graph.shape == [
        "pre/first: subject 2 × radius 2 × name 2 = 8",
        "pre/second: subject 2 × radius 2 × name 2 × repeat 2 = 16", "last: subject 2",
      ])
    for job in graph.jobs where job.stage == "pre/first" {
      #expect(
        job.parameters.values["radius"]
          == job.coordinates["radius"].flatMap { Int($0) }.map(Value.integer))
    }
    for job in graph.jobs {
      for case .job(let id, _) in job.inputs.flatMap(\.items).map(\.origin) {
        #expect(id < job.id)
        for entry in graph.jobs[id].coordinates.entries where job.stage != "last" {
          #expect(job.coordinates[entry.axis] == entry.value)
        }
      }
    }
    #expect(graph.jobs.enumerated().allSatisfy { $0 == $1.id })
    let last = graph.jobs.filter { $0.stage == "last" }.flatMap(\.inputs).flatMap(\.items)
    #expect(
      last.map { item in
        guard case .job(let id, _) = item.origin else { return "" }
        return graph.jobs[id].coordinates.description
      } == ["subject=a radius=3 name=x", "subject=b radius=3 name=x"])
  }

  @Test func seedsOfASweptManifestAreByValue() throws {
    let workspace = try workspace(
      inner: Self.inner.replacing("first: {uses: test/smooth", with: "first: {uses: test/noise")
        .replacing(", mask: mask}, with: {radius: $radius}", with: "}"))
    func seeds(_ more: String) throws -> [String] {
      lines(try workspace.load(outer("in: {image: t1}, " + more))) {
        "\($0.streams.first?.seed ?? $0.seed)"
      }
    }
    let two = try seeds("sweep: {trial: [1, 2]}")
    #expect(Set(two.filter { $0.hasPrefix("pre/first") }).count == 4)
    #expect(try Set(two).isSubset(of: seeds("sweep: {trial: [3, 2, 1]}")))
    // A seed there stands in for the manifest's own.
    let seven = try seeds("seed: 7")
    #expect(try seven != seeds("with: {}"))
    try workspace.write(
      "lastbit: 1\nseed: 9\n"
        + Self.inner.dropFirst("lastbit: 1\n".count)
        .replacing("first: {uses: test/smooth", with: "first: {uses: test/noise")
        .replacing(", mask: mask}, with: {radius: $radius}", with: "}"), to: "lab/pre.yaml")
    #expect(try seven == seeds("seed: 7"))
  }

  /// The nearest to the work counts: a stage inside, the stage that uses the manifest, what surrounds
  /// that, the manifest's own defaults, the defaults around it.
  @Test(arguments: [
    ("", "", "", "ieee", "float64"),
    ("arithmetic: upward", "", "", "upward", "float64"),
    ("sweep: {arithmetic: [upward]}", "", "", "upward", "float64"),
    ("", "arithmetic: downward", "", "downward", "float64"),
    ("", "", "arithmetic: toward-zero", "toward-zero", "float64"),
    ("", "arithmetic: downward", "arithmetic: toward-zero", "downward", "float64"),
    ("arithmetic: upward", "arithmetic: downward", "", "upward", "float64"),
    ("sweep: {arithmetic: [upward]}", "arithmetic: downward", "", "upward", "float64"),
  ])
  func theNearestArithmeticCounts(
    use: String, inside: String, outside: String, first: String, second: String
  ) throws {
    let workspace = try workspace(
      inner: Self.inner.replacing(
        "with: {atlas: $where}", with: "arithmetic: float64, with: {atlas: $where}"
      ) + (inside.isEmpty ? "" : "defaults: {\(inside)}\n"))
    let graph = try workspace.load(
      outer(
        "in: {image: t1}" + (use.isEmpty ? "" : ", " + use),
        outside.isEmpty ? "" : "defaults: {\(outside)}"))
    func arithmetics(_ stage: String) -> Set<String?> {
      Set(graph.jobs.filter { $0.stage == stage }.map { $0.arithmetic?.name })
    }
    #expect(arithmetics("pre/first") == [first])
    #expect(arithmetics("pre/second") == [second])
  }

  @Test func settingsReachTheStagesInside() throws {
    let graph = try workspace().load(
      outer(
        "in: {image: t1}, retries: 3, timeout: 2h, resources: {cores: 2, memory: 1 GiB}, "
          + "export: {smoothed: out/$subject-$repeat.nii, once: $subject.nii}"))
    #expect(
      graph.jobs.allSatisfy {
        $0.retries.times == 3 && $0.timeout == 7200 && $0.resources.cores == 2
          && $0.resources.memory == 1 << 30
      })
    let exported = lines(graph) {
      $0.exports.map { $0.port + ":" + ($0.path.split(separator: "/").last ?? "") }.joined()
    }
    #expect(
      exported == [
        "pre/first subject=a: image:a.nii", "pre/first subject=b: image:b.nii",
        "pre/second subject=a repeat=1: image:a-1.nii",
        "pre/second subject=a repeat=2: image:a-2.nii",
        "pre/second subject=b repeat=1: image:b-1.nii",
        "pre/second subject=b repeat=2: image:b-2.nii",
      ])
  }

  /// Sources and inputs that pass through have the axes of the sweep too.
  @Test func everyOutputHasTheSweptAxes() throws {
    let workspace = try workspace(inner: Self.inner.replacing("once: first", with: "once: image"))
    let graph = try workspace.load(
      outer(
        "in: {image: t1}, sweep: {x: 1..3}",
        "  last: {uses: test/smooth, in: {image: pre.once}}"))
    #expect(graph.shape.last == "last: subject 2 × x 3 = 6")
    #expect(
      try workspace.problems(
        outer("in: {image: t1}, sweep: {x: 1..3}, export: {once: a.nii}")
      ).contains(
        "error: output 'once' of './lab/pre.yaml' is a file that no stage made, so there is nothing "
          + "to export"))
  }

  @Test func aSweepOutsideCannotBeUndoneInside() throws {
    let workspace = try workspace(
      inner: Self.inner.replacing("in: {image: first}", with: "in: {image: \"first[x=1]\"}")
        .replacing("once: first", with: "once: third")
        .replacing(
          "outputs:", with: "  third: {uses: test/smooth, in: {image: first}, over: x}\noutputs:"))
    let problems = try workspace.problems(outer("in: {image: t1}, sweep: {x: 1..3}"))
    for treated in ["selected", "taken away"] {
      #expect(
        problems.contains(
          "error: axis 'x' cannot be \(treated) here: stage 'pre', which uses this manifest, "
            + "sweeps it"), "\(problems)")
    }
    #expect(problems.count(of: "error:") == 2, "\(problems)")
  }

  @Test func aWrongSweepOfAManifestHidesNothing() throws {
    let problems = try workspace(inner: Self.inner.replacing("radius: $radius", with: "radius: 11"))
      .problems(
        outer(
          "in: {image: t1, maks: t1}, sweep: {x: 3..1}, with: {radius: $x, wher: x}",
          "  last: {uses: test/smooth, in: {image: pre.smothed}}"))
    for error in [
      "the range '3..1' is empty", "unknown input 'maks'", "unknown param 'wher'",
      "'radius' must be an integer from 1 to 10, not '11'", "'pre' has no output 'smothed'",
    ] {
      #expect(problems.contains("error: " + error), "\(problems)")
    }
    #expect(problems.count(of: "error:") == 5, "\(problems)")
  }

  @Test func sweepsNest() throws {
    let workspace = try workspace()
    try workspace.write(
      """
      lastbit: 1
      inputs: {image: volume}
      stages:
        deep: {uses: pre.yaml, in: {image: image}, sweep: {y: 1..3}, with: {radius: $y}}
      outputs: {all: deep.smoothed}
      """, to: "lab/mid.yaml")
    let graph = try workspace.load(
      """
      lastbit: 1
      sources: {t1: {glob: t1/*.nii, axis: subject}}
      stages:
        pre: {uses: ./lab/mid.yaml, in: {image: t1}, sweep: {x: 1..2, arithmetic: [ieee, upward]}}
        last: {uses: test/smooth, in: {image: pre}}
      """)
    #expect(
      graph.shape == [
        "pre/deep/first: subject 2 × x 2 × arithmetic 2 × y 3 = 24",
        "pre/deep/second: subject 2 × x 2 × arithmetic 2 × y 3 × repeat 2 = 48",
        "last: subject 2 × x 2 × arithmetic 2 × y 3 × repeat 2 = 48",
      ])
    for job in graph.jobs where job.stage != "last" {
      #expect(job.arithmetic?.name == job.coordinates["arithmetic"])
    }
  }
}
