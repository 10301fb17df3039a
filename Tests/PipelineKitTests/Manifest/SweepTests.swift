import Testing

@testable import PipelineKit

@Suite struct SweepTests {
  private func manifest(_ sweep: String) -> String {
    """
    lastbit: 1
    params:
      n: {type: integer, default: 3}
      l: {type: list, default: [u, v]}
    sources: {a: {file: a.nii}}
    stages:
      s:
        uses: test/smooth
        in: {image: a}
        sweep: \(sweep)
    """
  }

  /// The coordinates of every job, in order.
  private func coordinates(_ sweep: String) throws -> [String] {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    return try workspace.load(manifest(sweep)).jobs.map(\.coordinates.description)
  }

  @Test(arguments: [
    ("{repeat: 1..$n}", ["repeat=1", "repeat=2", "repeat=3"]),
    ("{x: $l}", ["x=u", "x=v"]),
    ("{x: [0, 5..6, $n]}", ["x=0", "x=5", "x=6", "x=3"]),
    ("{x: [../a, 007]}", ["x=../a", "x=007"]),
    ("{x: [1, 2], y: [a, b]}", ["x=1 y=a", "x=1 y=b", "x=2 y=a", "x=2 y=b"]),
    (
      "{x: [1, 2], zip: {y: [a, b], z: 3..4}}",
      ["x=1 y=a z=3", "x=1 y=b z=4", "x=2 y=a z=3", "x=2 y=b z=4"]
    ),
    ("{zip: [{x: [1, 2], y: [3, 4]}, {z: [5]}]}", ["x=1 y=3 z=5", "x=2 y=4 z=5"]),
    (
      "{arithmetic: [ieee, {random-rounding: {}}], repeat: 1..2, exclude: {arithmetic: ieee, repeat: 2..9}}",
      [
        "arithmetic=ieee repeat=1", "arithmetic=random-rounding repeat=1",
        "arithmetic=random-rounding repeat=2",
      ]
    ),
    (
      "{x: [1, 2], y: [3, 4], exclude: [{x: 1}, {y: [4, 3], x: 2}], include: {x: 9, y: 9}}",
      ["x=9 y=9"]
    ),
    ("{x: [1], include: [{x: 1}, {x: 2}]}", ["x=1", "x=2"]),
  ])
  func expands(sweep: String, expected: [String]) throws {
    #expect(try coordinates(sweep) == expected)
  }

  @Test(arguments: [
    (
      "{x: 10}",
      "axis 'x' needs a list or a range, not '10'; write 1..10, or [10] for that one value"
    ),
    ("{x: }", "axis 'x' needs a list or a range, not nothing"),
    ("{x: []}", "axis 'x' has no values"),
    ("{x: {a: b}}", "axis 'x' needs a list or a range"),
    ("{x: [a, [b]]}", "'x' must be a text, not a list"),
    ("{x: [1, 1..3]}", "axis 'x' has the value '1' twice"),
    ("{x: 3..1}", "the range '3..1' is empty"),
    ("{x: 1..y}", "'1..y' is not a range; write 1..10, or 0..1 step 0.25"),
    ("{x: [1], zip: {x: [2]}}", "axis 'x' is swept twice"),
    (
      "{zip: {x: [1, 2], y: [1]}}",
      "zipped axes are equally long, but 'x' has 2 values and 'y' has 1"
    ),
    ("{zip: [1]}", "expected a mapping from axes to values, not '1'"),
    ("{n: [1]}", "axis 'n' has the name of a param, so '$n' could mean either"),
    ("{2x: [1]}", "'2x' cannot name an axis"),
    ("{x: [1, 2], exclude: {y: 1}}", "unknown axis 'y'; did you mean 'x'?"),
    (
      "{xs: [ieee, float], exclude: {xs: iee}}",
      "unknown value of axis 'xs' 'iee'; did you mean 'ieee'?"
    ),
    ("{x: [1], exclude: {x: 1}}", "the sweep of stage 's' leaves no combination"),
    (
      "{x: [1], y: [1], include: {x: 2}}",
      "an included combination gives every axis; 'y' is missing"
    ),
    ("{x: 1..1000000, y: 1..2}", "a sweep has at most 1000000 combinations, not 1000000 × 2"),
    (
      "{arithmetic: [iee]}",
      "there is no arithmetic 'iee'; there are ieee, openblas, float64, random-rounding, "
        + "stochastic-rounding, up-down, mca, upward, downward, toward-zero, reduced, cancellation; "
        + "did you mean 'ieee'?"
    ),
    ("{arithmetic: [ieee, {ieee: {}}]}", "axis 'arithmetic' has the value 'ieee' twice"),
    (
      "{arithmetic: [{a: [x]}]}",
      "an arithmetic is a name, or {name: {option: value}}, not a mapping"
    ),
    ("[x]", "sweep of stage 's' must be a mapping (key: value), not a list"),
  ])
  func refuses(sweep: String, message: String) throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let problems = try workspace.problems(manifest(sweep))
    #expect(
      problems.split(separator: "\n").first?.hasSuffix("error: " + message) == true, "\(problems)")
    #expect(problems.count(of: "error:") == 1)
  }

  @Test func axesFeedParametersAndExports() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let graph = try workspace.load(
      """
      lastbit: 1
      sources: {a: {file: a.nii}}
      stages:
        s:
          uses: test/smooth
          in: {image: a}
          sweep: {width: [2, 3], name: [p, q]}
          with: {radius: $width, label: "$name-${width}"}
          export: out/$name/${width}.nii
      """)
    #expect(graph.jobs.map { $0.parameters.values["radius"] } == [2, 2, 3, 3])
    #expect(graph.jobs.map { $0.parameters.values["label"] } == ["p-2", "q-2", "p-3", "q-3"])
    #expect(
      graph.jobs.map { $0.exports[0].path.replacing(workspace.folder, with: "") }
        == ["/out/p/2.nii", "/out/q/2.nii", "/out/p/3.nii", "/out/q/3.nii"])
  }

  @Test func axisValuesAreCheckedAgainstTheParameter() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    #expect(
      try workspace.problems(
        """
        lastbit: 1
        sources: {a: {file: a.nii}}
        stages:
          s:
            uses: test/smooth
            in: {image: a}
            sweep: {width: 9..12}
            with: {radius: $width}
        """) == """
          m.yaml:8:20: error: 'radius' must be an integer from 1 to 10, not '11'
              with: {radius: $width}
                             ^
          m.yaml:8:20: error: 'radius' must be an integer from 1 to 10, not '12'
              with: {radius: $width}
                             ^
          """)
  }

  @Test func aWrongSweepHidesNothingElse() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let problems = try workspace.problems(
      """
      lastbit: 1
      sources: {a: {file: a.nii}}
      stages:
        s:
          uses: test/smooth
          in: {image: b, maks: a}
          sweep: {width: 3..1, x: [1, 1], exclude: {y: 1}}
          with: {radius: 99, sigma: $wide, label: $width, metric: [$x, $z]}
          export: {field: out.nii}
        t:
          uses: test/smooth
          in: {image: s.field}
          with: {edges: perhaps}
      """)
    #expect(
      problems == """
        m.yaml:6:17: error: unknown source or stage 'b'; did you mean 'a'?
            in: {image: b, maks: a}
                        ^
        m.yaml:6:20: error: 'test/smooth' has no input 'maks'; did you mean 'mask'?
            in: {image: b, maks: a}
                           ^
        m.yaml:7:20: error: the range '3..1' is empty
            sweep: {width: 3..1, x: [1, 1], exclude: {y: 1}}
                           ^
        m.yaml:7:33: error: axis 'x' has the value '1' twice
            sweep: {width: 3..1, x: [1, 1], exclude: {y: 1}}
                                        ^
        m.yaml:7:47: error: unknown axis 'y'; did you mean 'x'?
            sweep: {width: 3..1, x: [1, 1], exclude: {y: 1}}
                                                      ^
        m.yaml:8:20: error: 'radius' must be an integer from 1 to 10, not '99'
            with: {radius: 99, sigma: $wide, label: $width, metric: [$x, $z]}
                           ^
        m.yaml:9:14: error: 'test/smooth' has no output 'field'; its outputs are image
            export: {field: out.nii}
                     ^
        m.yaml:12:17: error: 's' has no output 'field'; its outputs are image
            in: {image: s.field}
                        ^
        m.yaml:13:19: error: 'edges' must be true or false, not 'perhaps'
            with: {edges: perhaps}
                          ^
        """)
  }

  /// The axes of a wrong sweep are known by name, where the inputs are right.
  @Test func namesOfAWrongSweepAreKnown() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let problems = try workspace.problems(
      """
      lastbit: 1
      sources: {a: {file: a.nii}}
      stages:
        s:
          uses: test/smooth
          in: {image: a}
          sweep: {width: 3..1}
          with: {sigma: $wide, label: $width}
          export: out-$width-$wdth.nii
      """)
    #expect(
      problems == """
        m.yaml:7:20: error: the range '3..1' is empty
            sweep: {width: 3..1}
                           ^
        m.yaml:8:19: error: nothing here is called '$wide'
            with: {sigma: $wide, label: $width}
                          ^
        m.yaml:9:13: error: nothing here is called '$wdth'; did you mean '$width'?
            export: out-$width-$wdth.nii
                    ^
        """)
  }

  @Test func aStageThatIsWrongInPartIsCheckedInWhole() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let problems = try workspace.problems(
      """
      lastbit: 1
      sources: {a: {file: a.nii}}
      stages:
        s:
          uses: test/smoth
          in: {image: aa}
        t:
          in: {image: "a["}
          retries: many
        u:
          uses: test/smooth
          inn: {image: a}
          with: {radius: 0}
      """)
    #expect(
      problems == """
        m.yaml:5:11: error: unknown stage kind 'test/smoth'; did you mean 'test/smooth'?
            uses: test/smoth
                  ^
        m.yaml:6:17: error: unknown source or stage 'aa'; did you mean 'a'?
            in: {image: aa}
                        ^
        m.yaml:7:3: error: stage 't' needs the key 'uses'
          t:
          ^
        m.yaml:8:17: error: '[' in 'a[' has no ']'
            in: {image: "a["}
                        ^
        m.yaml:9:14: error: 'retries' must be an integer from 0 to 100, not 'many'
            retries: many
                     ^
        m.yaml:12:5: error: unknown key 'inn' in stage 'u'; did you mean 'in'?
            inn: {image: a}
            ^
        m.yaml:13:20: error: 'radius' must be an integer from 1 to 10, not '0'
            with: {radius: 0}
                           ^
        """)
  }
}
