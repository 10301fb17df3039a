import Arithmetic
import Testing

@testable import PipelineKit

/// Joins, `over`, selections and the types of ports.
@Suite struct AxesTests {
  /// Three images, masks for two of them, and one target.
  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.touch(
      "t1/a.nii", "t1/b.nii", "t1/c.nii", "mask/a.nii", "mask/b.nii", "fixed.nii")
    return workspace
  }

  private func manifest(_ stages: String) -> String {
    """
    lastbit: 1
    sources:
      t1: {glob: t1/*.nii, axis: subject}
      mask: {glob: mask/*.nii, axis: subject, type: labels}
      other: {glob: mask/*.nii, axis: session}
      fixed: {file: fixed.nii}
    stages:
    \(stages.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    """
  }

  private func problems(_ stages: String) throws -> String {
    try workspace().problems(manifest(stages))
  }

  @Test func joinsOnSharedAxesAndCrossesOthers() throws {
    let graph = try workspace().load(
      manifest(
        """
        s: {uses: test/smooth, in: {image: t1, mask: mask}, missing: drop}
        r: {uses: test/register, in: {moving: t1, fixed: other}, with: {steps: 1}}
        """))
    #expect(graph.shape == ["s: subject 2", "r: subject 3 × session 2 = 6"])
    for job in graph.jobs where job.stage == "s" {
      let subject = try #require(job.coordinates["subject"])
      #expect(
        job.inputs.allSatisfy { input in
          guard case .file(let source) = input.items[0].origin else { return false }
          return source.path.hasSuffix("/\(subject).nii")
        })
    }
  }

  @Test func namesWhatIsMissing() throws {
    #expect(
      try problems("s: {uses: test/smooth, in: {image: t1, mask: mask}}")
        == """
        m.yaml:8:48: error: input 'mask' (mask) has no item for subject=c, which input 'image' has; \
        add what is missing, or say 'missing: drop'
          s: {uses: test/smooth, in: {image: t1, mask: mask}}
                                                       ^
        """.replacing("8:48", with: "8:48"))
    #expect(
      try problems("s: {uses: test/smooth, in: {mask: mask, image: t1}}").contains(
        "input 'mask' has no item for subject=c, which input 'image' (t1) has"))
  }

  @Test func overHandsItemsInOrder() throws {
    let graph = try workspace().load(
      manifest(
        """
        r: {uses: test/register, in: {moving: t1, fixed: fixed}, with: {steps: 1}, \
        sweep: {repeat: 1..2}}
        b: {uses: test/bits, in: {samples: r.field, reference: "r[repeat=1, subject=b].field"}, \
        over: [subject, repeat]}
        """))
    let bits = try #require(graph.jobs.last)
    #expect(bits.coordinates.entries.isEmpty)
    #expect(
      bits.inputs[0].items.map(\.coordinates.description) == [
        "subject=a repeat=1", "subject=a repeat=2", "subject=b repeat=1", "subject=b repeat=2",
        "subject=c repeat=1", "subject=c repeat=2",
      ])
    #expect(bits.inputs[1].items.map(\.origin) == [.job(2, port: "field")])
    #expect(bits.arithmetic == nil)
  }

  @Test func selectionsTakeTheirAxisAway() throws {
    let graph = try workspace().load(
      manifest("s: {uses: test/smooth, in: {image: t1[subject=b]}}"))
    #expect(graph.shape == ["s: 1"])
    guard case .file(let source) = graph.jobs[0].inputs[0].items[0].origin else {
      return #expect(Bool(false))
    }
    #expect(source.path.hasSuffix("t1/b.nii"))
  }

  @Test(arguments: [
    (
      "s: {uses: test/smooth, in: {image: t1[subjct=b]}}",
      "'t1' has no axis 'subjct'; did you mean 'subject'?"
    ),
    (
      "s: {uses: test/smooth, in: {image: t1[subject=bb]}}",
      "'t1' has no item with subject=bb; did you mean 'b'?"
    ),
    (
      "s: {uses: test/smooth, in: {image: t1[subject=zzz]}}",
      "'t1' has no item with subject=zzz; its values are a, b, c"
    ),
    (
      "s: {uses: test/smooth, in: {image: t2}}",
      "unknown source or stage 't2'; did you mean 't1'?"
    ),
    ("s: {uses: test/smooth, in: {image: t1.image}}", "'t1' has no ports; remove '.image'"),
    (
      "s: {uses: test/smooth, in: {image: mask}}",
      "input 'image' of 'test/smooth' takes type volume, but 'mask' is of type labels"
    ),
    (
      "s: {uses: test/smooth, in: {image: t1}, over: [subject]}",
      """
      input 'image' of 'test/smooth' takes one item, but 'over' hands it all along 'subject'; \
      select one, or leave 'subject' out of 'over'
      """
    ),
    (
      "s: {uses: test/smooth, in: {image: t1}, over: [subjects]}",
      "no input of stage 's' has the axis 'subjects'; did you mean 'subject'?"
    ),
    (
      "s: {uses: test/smooth, in: {image: fixed}, over: repeat}",
      "no input of stage 's' has the axis 'repeat'; they have none"
    ),
    (
      "s: {uses: test/smooth, in: {image: t1}, sweep: {subject: [x]}}",
      """
      axis 'subject' already comes with input 'image' (t1); select one value, as in t1[subject=…], \
      or sweep another axis
      """
    ),
    (
      "s: {uses: test/smooth}",
      "'test/smooth' needs the input 'image', type volume; write it under 'in'"
    ),
    (
      "s: {uses: test/register, in: {moving: t1, fixed: fixed}}",
      "'test/register' needs the parameter 'steps', an integer of at least 1; write it under 'with'"
    ),
    (
      "s: {uses: test/smooth, in: {image: [t1]}}",
      "input 'image' reads one source or stage, not a list; the items of a collection come together "
        + "along an axis that 'over' names"
    ),
    ("s: {in: {image: t1}}", "stage 's' needs the key 'uses'"),
    (
      "s: {uses: test/report, in: {tables: t1}, arithmetic: ieee}",
      "'test/report' always computes in plain binary64; remove 'arithmetic'"
    ),
    (
      "s: {uses: test/smooth, in: {image: t1}, arithmetic: ieee, sweep: {arithmetic: [ieee]}}",
      "the arithmetic is swept already; remove 'arithmetic'"
    ),
    (
      "s: {uses: test/smooth, in: {image: t1}, sweep: {x: 1..999999, y: [1, 2]}}",
      "a sweep has at most 1000000 combinations, not 999999 × 2"
    ),
    (
      "s: {uses: test/smooth, in: {image: t1}, sweep: {x: 1..999999}}",
      "stage 's' would make it 2999997 jobs; a manifest has at most 1000000"
    ),
  ])
  func refuses(stage: String, message: String) throws {
    #expect(try problems(stage).contains("error: " + message + "\n"))
  }

  /// A stage that compares items has to get more than one; what follows from it is not reported too.
  @Test func itemsThatAreComparedAreSeveral() throws {
    let export = "\nr: {uses: test/report, in: {tables: p}, over: [other], export: r.json}"
    let forgotten = try problems("p: {uses: test/pairs, in: {samples: t1}}" + export)
    #expect(
      forgotten.contains(
        "m.yaml:8:39: error: 'test/pairs' compares at least 2 items on its input 'samples', and this"
          + " stage hands it 1 for subject=a; name what to compare along under 'over': subject\n"))
    #expect(!forgotten.contains("'other'"))
    #expect(
      try problems("p: {uses: test/pairs, in: {samples: fixed}}").contains(
        "and this stage hands it 1; 'fixed' has no more\n"))
    let image = "s: {uses: test/smooth, in: {image: t1}, sweep: {repeat: REPEATS}}\n"
    #expect(
      try problems(
        image.replacing("REPEATS", with: "1..2")
          + "p: {uses: test/pairs, in: {samples: s}}"
      ).contains(
        "hands it 1 for subject=a repeat=1; name what to compare along under 'over': subject or repeat"
      ))
    #expect(
      try problems(
        image.replacing("REPEATS", with: "[1]")
          + "p: {uses: test/pairs, in: {samples: s}, over: [repeat]}"
      ).contains("hands it 1 for subject=a; name what to compare along under 'over': subject\n"))
    #expect(
      try workspace().load(manifest("p: {uses: test/pairs, in: {samples: t1}, over: [subject]}"))
        .jobs.count == 1)
  }

  @Test func severalOutputsNeedAPort() throws {
    let register = "r: {uses: test/register, in: {moving: t1, fixed: fixed}, with: {steps: 1}}\n"
    #expect(
      try problems(register + "b: {uses: test/bits, in: {samples: r}, over: [subject]}").contains(
        "error: 'r' has several outputs; write r.field or r.affine\n"))
    #expect(
      try problems(register + "b: {uses: test/bits, in: {samples: r.feild}, over: [subject]}")
        .contains("error: 'r' has no output 'feild'; did you mean 'field'?\n"))
  }

  @Test func anOutputsTypeFollowsItsInput() throws {
    let stages = """
      r: {uses: test/register, in: {moving: t1, fixed: fixed}, with: {steps: 1}}
      a: {uses: test/apply, in: {image: IMAGE, affine: r.affine}, missing: drop}
      s: {uses: test/smooth, in: {image: t1, mask: a}, missing: drop}
      """
    let workspace = try workspace()
    let graph = try workspace.load(manifest(stages.replacing("IMAGE", with: "mask")))
    #expect(graph.shape == ["r: subject 3", "a: subject 2", "s: subject 2"])
    #expect(
      try problems(stages.replacing("IMAGE", with: "t1")).contains(
        "input 'mask' of 'test/smooth' takes type labels, but 'a' is of type volume"))
  }

  @Test func typesAreCheckedBehindOtherErrors() throws {
    let found = try problems(
      """
      r: {uses: test/register, in: {moving: t1, fixed: fixed}}
      s: {uses: test/smooth, in: {image: r.field}, arithmetic: iee, with: {radius: x}}
      """)
    #expect(found.contains("there is no arithmetic 'iee'"))
    #expect(found.contains("'radius' must be an integer from 1 to 10, not 'x'"))
    #expect(found.contains("needs the parameter 'steps'"))
    #expect(found.contains("takes type volume, but 'r.field' is of type field"))
  }

  @Test func namesCyclesAndOrdersStages() throws {
    #expect(
      try problems(
        """
        a: {uses: test/smooth, in: {image: c}}
        b: {uses: test/smooth, in: {image: a}}
        c: {uses: test/smooth, in: {image: b}}
        d: {uses: test/smooth, in: {image: c}}
        """) == """
          m.yaml:8:3: error: stages wait for each other: a → b → c → a
            a: {uses: test/smooth, in: {image: c}}
            ^
          """)
    let graph = try workspace().load(
      manifest(
        """
        b: {uses: test/smooth, in: {image: a}}
        a: {uses: test/smooth, in: {image: fixed}}
        """))
    #expect(graph.stages.map(\.name) == ["a", "b"])
    #expect(graph.jobs[1].inputs[0].items[0].origin == .job(0, port: "image"))
  }

  @Test func longChainsNeedNoRecursion() throws {
    var stages = "s0: {uses: test/smooth, in: {image: fixed}}\n"
    for index in stride(from: 3000, to: 0, by: -1) {
      stages += "s\(index): {uses: test/smooth, in: {image: s\(index - 1)}}\n"
    }
    let graph = try workspace().load(manifest(stages))
    #expect(graph.jobs.count == 3001)
    #expect(graph.jobs.last?.stage == "s3000")
  }

  @Test func arithmeticCanFollowAnAxis() throws {
    let graph = try workspace().load(
      manifest(
        """
        s: {uses: test/smooth, in: {image: fixed}, sweep: {arithmetic: [ieee, {random-rounding: {}}]}}
        t: {uses: test/smooth, in: {image: s}, arithmetic: $arithmetic}
        u: {uses: test/smooth, in: {image: s}}
        """))
    let labels = graph.jobs.map { $0.arithmetic?.name }
    #expect(labels == ["ieee", "random-rounding", "ieee", "random-rounding", "ieee", "ieee"])
    #expect(graph.jobs[3].arithmetic == graph.jobs[1].arithmetic)
  }
}
