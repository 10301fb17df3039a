import Arithmetic
import Testing

@testable import PipelineKit

/// Keys, params and interpolation.
@Suite struct ManifestTests {
  private func problems(
    _ yaml: String, set settings: [(name: String, value: String)] = []
  ) throws -> String {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    return try workspace.problems(yaml, set: settings)
  }

  @Test func reportsAllAtOnceInOrder() throws {
    #expect(
      try problems(
        """
        lastbit: 2
        sede: 1
        sources:
          a: {file: a.nii}
        stages:
          s:
            uses: test/smoth
            in: {image: a}
          t:
            uses: test/smooth
            in: {imege: a}
            with: {radius: 11, metric: lnc, sigmma: 1}
        """) == """
          m.yaml:1:10: error: 'lastbit' is the version of the manifest language, 1, not '2'
          lastbit: 2
                   ^
          m.yaml:2:1: error: unknown key 'sede' in the manifest; did you mean 'seed'?
          sede: 1
          ^
          m.yaml:7:11: error: unknown stage kind 'test/smoth'; did you mean 'test/smooth'?
              uses: test/smoth
                    ^
          m.yaml:11:10: error: 'test/smooth' has no input 'imege'; did you mean 'image'?
              in: {imege: a}
                   ^
          m.yaml:12:20: error: 'radius' must be an integer from 1 to 10, not '11'
              with: {radius: 11, metric: lnc, sigmma: 1}
                             ^
          m.yaml:12:32: error: 'metric' must be one of lncc, mutual-information, not 'lnc'; did you \
          mean 'lncc'?
              with: {radius: 11, metric: lnc, sigmma: 1}
                                         ^
          m.yaml:12:37: error: 'test/smooth' has no parameter 'sigmma'; did you mean 'sigma'?
              with: {radius: 11, metric: lnc, sigmma: 1}
                                              ^
          """)
  }

  @Test func needsAVersionAndStages() throws {
    #expect(
      try problems("name: x") == """
        m.yaml:1:1: error: the manifest needs the key 'lastbit'
        name: x
        ^
        m.yaml:1:1: error: the manifest needs 'stages'
        name: x
        ^
        """)
    #expect(
      try problems("- lastbit").hasPrefix(
        "m.yaml:1:1: error: the manifest must be a mapping (key: value), not a list"))
  }

  @Test func stagesAndSourcesShareNames() throws {
    #expect(
      try problems(
        """
        lastbit: 1
        sources: {a: {file: a.nii}}
        stages:
          a: {uses: test/smooth, in: {image: a}}
          2b: {uses: test/smooth, in: {image: a}}
        """) == """
          m.yaml:4:3: error: the name 'a' is taken, on line 2
            a: {uses: test/smooth, in: {image: a}}
            ^
          m.yaml:5:3: error: '2b' is not a name: use a letter, then letters, digits, '_' and '-'
            2b: {uses: test/smooth, in: {image: a}}
            ^
          """)
  }

  @Test(arguments: [
    ("{type: integre}", "unknown type 'integre'; did you mean 'integer'?"),
    ("{default: 1}", "param 'p' needs the key 'type'"),
    ("{type: integer}", "param 'p' has no default; give it with --set p=…"),
    ("{type: integer, default: 1.5}", "'p' must be an integer, not '1.5'"),
    ("{type: integer, default: 0, minimum: 1}", "'p' must be an integer of at least 1, not '0'"),
    ("{type: number, default: 2, maximum: 1.5}", "'p' must be a number of at most 1.5, not '2'"),
    ("{type: number, default: nan}", "'p' must be a number, not 'nan'"),
    ("{type: number, default: 0x10}", "'p' must be a number, not '0x10'"),
    ("{type: string, default: a, minimum: 1}", "only integers and numbers have bounds"),
    ("{type: choice, default: a}", "a choice needs 'choices', a list of texts"),
    (
      "{type: choice, choices: [one, two], default: tow}",
      "'p' must be one of one, two, not 'tow'; did you mean 'two'?"
    ),
    ("{type: boolean, default: yes}", "'p' must be true or false, not 'yes'"),
    ("{type: list, of: integer, default: [1, x]}", "'p' must be an integer, not 'x'"),
    ("{type: list, default: 1}", "'p' must be a list, each item a text, not '1'"),
    ("{type: string, default: {a: b}}", "'p' must be a text, not a mapping"),
    (
      "{type: string, default: a, defualt: b}",
      "unknown key 'defualt' in param 'p'; did you mean 'default'?"
    ),
    ("5", "param 'p' must be a mapping (key: value), not '5'"),
  ])
  func checksParams(declaration: String, message: String) throws {
    let problems = try problems(
      """
      lastbit: 1
      params: {p: \(declaration)}
      sources: {a: {file: a.nii}}
      stages: {s: {uses: test/smooth, in: {image: a}, with: {label: $p}}}
      """)
    #expect(problems.split(separator: "\n").first?.hasSuffix("error: " + message) == true)
    // Uses of a param that is already reported are not reported again.
    #expect(problems.count(of: "error:") == 1)
  }

  private func parameters(
    params: String, with: String, set settings: [(name: String, value: String)] = []
  ) throws -> ([String: Value], folder: String) {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let graph = try workspace.load(
      """
      lastbit: 1
      params: {\(params)}
      sources: {a: {file: a.nii}}
      stages: {s: {uses: test/smooth, in: {image: a}, with: {\(with)}}}
      """, set: settings)
    return (graph.jobs[0].parameters.values, workspace.folder)
  }

  @Test func fillsDefaultsIn() throws {
    let (values, _) = try parameters(params: "", with: "sigma: 2, weights: null")
    #expect(
      values == [
        "radius": 4, "sigma": 2.0, "metric": "lncc", "weights": .null, "atlas": .null, "label": "",
        "edges": false,
      ])
  }

  @Test func replacesNamesAndKeepsTypes() throws {
    let (values, folder) = try parameters(
      params: """
        r: {type: integer, default: 3}, id: {type: string, default: 0051},
        w: {type: list, of: number, default: [1, 2.50]}, d: {type: path, default: ../d},
        e: {type: boolean, default: true}
        """,
      with: "radius: $r, label: \"sub-${id}_$r$$\", weights: $w, atlas: $d/x.nii, edges: ${e}")
    #expect(values["radius"] == 3)
    #expect(values["label"] == "sub-0051_3$")
    #expect(values["weights"] == [1.0, 2.5])
    let parent = folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)]
    #expect(values["atlas"] == .string(parent + "/d/x.nii"))
    #expect(values["edges"] == true)
  }

  @Test func settingsAreTyped() throws {
    let (values, _) = try parameters(
      params: "w: {type: list, of: number}, d: {type: path, default: x}",
      with: "weights: $w, atlas: $d", set: [("w", "1,2"), ("d", "/y")])
    #expect(values["weights"] == [1.0, 2.0])
    // As the manifest itself would write it.
    let (bracketed, _) = try parameters(
      params: "w: {type: list, of: number}", with: "weights: $w", set: [("w", "[1, 2]")])
    #expect(bracketed["weights"] == [1.0, 2.0])
    #expect(values["atlas"] == "/y")
    #expect(
      try problems("lastbit: 1\nparams: {p: {type: list, of: integer}}", set: [("p", "1,x")])
        .hasPrefix(
          "error: --set p=1,x: must be a list, each item an integer; separate its items by commas: p=1,2\n"
        ))
  }

  @Test(arguments: [
    ("label: $q", "1:64", "nothing here is called '$q'; did you mean '$p'?"),
    ("label: a$", "1:65", "'$' needs a name after it; write '$$' for the character itself"),
    ("label: x$w", "1:64", "'$w' is a list and cannot stand inside a text"),
    ("label: $w", "1:64", "'label' must be a text, not a list"),
    ("weights: [1]", "1:66", "'weights' needs at least 2 items, not 1"),
    ("radius: 7", "1:65", "'radius': seven is taken"),
    ("radius: {a: b}", "1:65", "'radius' must be an integer from 1 to 10, not a mapping"),
    ("radius: ", "1:65", "'radius' must be an integer from 1 to 10, not nothing"),
  ])
  func refusesValues(with: String, place: String, message: String) throws {
    let problems = try problems(
      """
      {stages: {s: {uses: test/smooth, in: {image: a}, with: {\(with)}}},
      lastbit: 1, sources: {a: {file: a.nii}},
      params: {p: {type: integer, default: 1}, w: {type: list, default: [1]}}}
      """)
    #expect(problems.hasPrefix("m.yaml:\(place): error: \(message)\n"), "\(problems)")
    #expect(problems.count(of: "error:") == 1)
  }

  @Test(arguments: [
    ("retries: -1", "'retries' must be an integer from 0 to 100, not '-1'"),
    ("timeout: 5", "'timeout' must be a duration such as 90s or 1h30m, not '5'"),
    ("resources: {cores: 0}", "'cores' must be an integer from 1 to 4096, not '0'"),
    ("resources: {memory: 2}", "'memory' must be an amount such as 2 GiB or 500 MB, not '2'"),
    (
      "resources: {core: 2}",
      "unknown key 'core' in 'resources' of stage 's'; did you mean 'cores'?"
    ),
    ("seed: x", "'seed' must be an integer from 0 to 9223372036854775807, not 'x'"),
    ("failed: ignore", "'failed' must be one of error, drop, not 'ignore'"),
    ("missing: ignore", "'missing' must be one of error, drop, not 'ignore'"),
    ("overr: [x]", "unknown key 'overr' in stage 's'; did you mean 'over'?"),
    ("arithmetic: [a]", "an arithmetic is a name, or {name: {option: value}}, not a list"),
    ("with: [a]", "'with' of stage 's' must be a mapping (key: value), not a list"),
  ])
  func checksStageSettings(setting: String, message: String) throws {
    let problems = try problems(
      """
      lastbit: 1
      sources: {a: {file: a.nii}}
      stages: {s: {uses: test/smooth, in: {image: a}, \(setting)}}
      """)
    #expect(
      problems.split(separator: "\n").first?.hasSuffix("error: " + message) == true, "\(problems)")
    #expect(problems.count(of: "error:") == 1)
  }

  @Test func stagesTakeDefaults() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let jobs = try workspace.load(
      """
      lastbit: 1
      defaults:
        arithmetic: openblas
        retries: 2
        timeout: 1h
        resources: {cores: 2, memory: 1 GiB, time: 10m}
      sources: {a: {file: a.nii}}
      stages:
        s: {uses: test/smooth, in: {image: a}}
        t: {uses: test/smooth, in: {image: s}, arithmetic: ieee, retries: 0, resources: {cores: 1}}
      """
    ).jobs
    #expect(jobs[0].arithmetic?.name == "openblas")
    #expect(jobs[0].retries.times == 2)
    #expect(jobs[0].timeout == 3600)
    #expect(jobs[0].resources == Resources(cores: 2, memory: 1 << 30, time: 600))
    #expect(jobs[1].arithmetic?.name == "ieee")
    #expect(jobs[1].retries.times == 0)
    #expect(jobs[1].resources == Resources(cores: 1, memory: 1 << 30, time: 600))
  }
}

extension String {
  /// How often `text` occurs.
  func count(of text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}
