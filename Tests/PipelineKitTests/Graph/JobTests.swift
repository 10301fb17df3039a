import Arithmetic
import Testing

@testable import PipelineKit

/// Seeds, exports, sizes and drawings of graphs.
@Suite struct JobTests {
  private func load(_ stages: String, seed: Int = 0, subjects: [String] = ["a", "b"]) throws
    -> JobGraph
  {
    let workspace = try Workspace()
    for subject in subjects { try workspace.touch("t1/\(subject).nii") }
    return try workspace.load(
      """
      lastbit: 1
      seed: \(seed)
      sources: {t1: {glob: t1/*.nii, axis: subject}}
      stages:
      \(stages.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      """)
  }

  private static let noise = "n: {uses: test/noise, in: {image: t1}, sweep: {repeat: 1..3}}"

  /// Seeds by stage and coordinates.
  private func seeds(_ graph: JobGraph) -> [String: UInt64] {
    Dictionary(
      graph.jobs.map { ("\($0.stage) \($0.coordinates)", $0.streams.first?.seed ?? $0.seed) },
      uniquingKeysWith: { a, _ in a }
    )
  }

  @Test func seedsFollowValuesNotPositions() throws {
    let few = try seeds(load(Self.noise))
    let many = try seeds(
      load(
        "m: {uses: test/noise, in: {image: t1}}\n"
          + Self.noise.replacing("1..3", with: "[3, 0, 2, 1]"), subjects: ["0", "a", "b", "c"]))
    #expect(few.count == 6)
    #expect(Set(many.values).count == 20)
    for (job, seed) in few { #expect(many[job] == seed) }
    let other = try seeds(load(Self.noise, seed: 1))
    #expect(Set(other.values).isDisjoint(with: few.values))
  }

  @Test func aStageMaySeedItself() throws {
    let ownSeed = Self.noise.dropLast() + ", seed: 1}"
    #expect(try seeds(load(String(ownSeed))) == seeds(load(Self.noise, seed: 1)))
  }

  /// Neither stage nor coordinates move numbers that are shared, and another number does.
  @Test func sharedNumbersAreTheSameEverywhere() throws {
    func noise(_ name: String, _ seed: String) -> String {
      "\(name): {uses: test/noise, in: {image: t1}, sweep: {way: [a, b], repeat: 1..2}, seed: \(seed)}"
    }
    let graph = try load(
      noise("n", "{shared: 4}") + "\n" + noise("m", "{noise: {shared: 4}}") + "\n"
        + noise("o", "{noise: {shared: 5}, shared: 4}") + "\n" + noise("p", "{noise: 4}"))
    let seeds = Dictionary(grouping: graph.jobs, by: \.stage).mapValues { jobs in
      Set(jobs.flatMap(\.streams).map(\.seed))
    }
    #expect(seeds["n"]?.count == 1 && seeds["n"] == seeds["m"])
    #expect(seeds["o"]?.count == 1 && seeds["o"] != seeds["n"])
    #expect(seeds["p"]?.count == 8)
    let workspace = try Workspace()
    try workspace.touch("a.nii")
    let problems = try workspace.problems(
      """
      lastbit: 1
      sources: {t1: {file: a.nii}}
      stages:
        n: {uses: test/noise, in: {image: t1}, seed: {rounding: {shared: 1}, noise: {share: 1}}}
      """)
    #expect(problems.contains("'rounding' cannot be shared: repeats would round alike"))
    #expect(
      problems.contains("unknown key 'share' in seed of 'noise'; did you mean 'shared'?"),
      "\(problems)")
  }

  @Test func deterministicJobsDependOnNoSeed() throws {
    let graph = try load(
      "s: {uses: test/smooth, in: {image: t1}, sweep: {repeat: 1..3, seed: 1..2}}")
    #expect(graph.jobs.count == 12)
    #expect(graph.jobs.allSatisfy { $0.seed == 0 })
    #expect(Arithmetics.isDeterministic(.ieee))
  }

  @Test func exportsGoToPathsOfTheirOwn() throws {
    let workspace = try Workspace()
    try workspace.touch("t1/a.nii", "t1/b.nii")
    func problems(_ stages: String) throws -> String {
      try workspace.problems(
        """
        lastbit: 1
        sources: {t1: {glob: t1/*.nii, axis: subject}}
        stages:
        \(stages)
        """)
    }
    let smooth = "  s: {uses: test/smooth, in: {image: t1}, export: "
    #expect(
      try problems(smooth + "out.nii}") == """
        m.yaml:4:3: error: stage 's' exports more than one result to 'out.nii'; put $subject in the \
        path
          s: {uses: test/smooth, in: {image: t1}, export: out.nii}
          ^
        """)
    #expect(
      try problems(
        smooth + "$subject.nii}\n"
          + "  t: {uses: test/noise, in: {image: t1}, export: ./$subject.nii}"
      ).contains("stages 's' and 't' both export to 'a.nii'"))
    #expect(
      try problems(smooth + "t1/$subject.nii}").contains(
        "stage 's' would export over the source 't1/a.nii'"))
    #expect(
      try problems(smooth + "$subject.tsv}").contains(
        "output 'image' is of type volume, which '$subject.tsv' cannot hold; end the path with .nii.gz or .nii"
      ))
    #expect(
      try problems(smooth + "$subjct.nii}").contains(
        "nothing here is called '$subjct'; did you mean '$subject'?"))
    #expect(
      try problems(smooth + "{imag: x}}").contains(
        "'test/smooth' has no output 'imag'; did you mean 'image'?"))
    #expect(try problems(smooth + "[x]}").contains("'export' needs a path, not a list"))
    #expect(
      try problems(
        "  r: {uses: test/register, in: {moving: t1, fixed: t1[subject=a]}, with: {steps: 1}, export: x.json}"
      ).contains(
        "'test/register' has several outputs; write {field: path}; its outputs are field, affine"))
    #expect(
      try problems(
        "  s: {uses: test/smooth, in: {image: t1}, sweep: {x: [../../a]}, export: $subject/$x.nii}"
      ).contains("x=../../a cannot be part of a path"))
  }

  @Test func expandsAHundredThousandJobs() throws {
    let graph = try load(
      """
      s: {uses: test/smooth, in: {image: t1}}
      n: {uses: test/noise, in: {image: s}, sweep: {level: 0..9, repeat: 1..5000}}
      m: {uses: test/smooth, in: {image: n[level=3]}, with: {label: $repeat}}
      """)
    #expect(
      graph.shape == [
        "s: subject 2", "n: subject 2 × level 10 × repeat 5000 = 100000",
        "m: subject 2 × repeat 5000 = 10000",
      ])
    #expect(Set(graph.jobs[2..<100_002].map { $0.streams[0].seed }).count == 100_000)
    for (index, job) in graph.jobs.enumerated() {
      guard job.id == index else { return #expect(job.id == index) }
      for input in job.inputs {
        guard case .job(let origin, _) = input.items[0].origin else { continue }
        let source = graph.jobs[origin].coordinates
        guard origin < index, source["subject"] == job.coordinates["subject"],
          source["repeat"] == nil || source["repeat"] == job.coordinates["repeat"],
          job.stage != "m" || source["level"] == "3"
        else { return #expect(Bool(false), "job \(index) reads job \(origin)") }
      }
    }
    #expect(graph.jobs.last?.parameters.values["label"] == "5000")
  }

  @Test func isDrawn() throws {
    let graph = try load(
      """
      s: {uses: test/smooth, in: {image: t1}}
      t: {uses: test/noise, in: {image: s}, sweep: {repeat: 1..2, exclude: {repeat: 2}}}
      """)
    #expect(graph.shape == ["s: subject 2", "t: subject 2 × repeat 1 = 2"])
    #expect(
      graph.dot == #"""
        digraph "m.yaml" {
          rankdir=LR
          node [shape=box]
          "t1" [shape=note]
          "s" [label="test/smooth\ns: subject 2"]
          "t" [label="test/noise\nt: subject 2 × repeat 1 = 2"]
          "t1" -> "s"
          "s" -> "t"
        }
        """#)
    #expect(
      graph.mermaid == """
        flowchart LR
          source0[/"t1"/]
          stage0["test/smooth<br>s: subject 2"]
          stage1["test/noise<br>t: subject 2 × repeat 1 = 2"]
          source0 --> stage0
          stage0 --> stage1
        """)
    let value = graph.value
    #expect(value["sources"] == ["t1"])
    #expect(value["stages"]?[1]?["jobs"] == 2)
    #expect(value["jobs"]?[2]?["coordinates"] == ["subject": "a", "repeat": "1"])
    #expect(value["jobs"]?[2]?["inputs"]?["image"]?[0]?["job"] == 0)
    #expect(value["jobs"]?[2]?["seed"] == .string(String(graph.jobs[2].seed)))
  }
}

extension Value {
  /// The item at a position, where this is a list that has it.
  fileprivate subscript(index: Int) -> Value? {
    guard case .list(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }
}
