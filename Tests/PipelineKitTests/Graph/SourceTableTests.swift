import Testing

@testable import PipelineKit

/// Sources that a table lists.
@Suite struct SourceTableTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.touch("a.nii", "b.nii", "c.nii", "x/a.nii")
  }

  private func manifest(_ source: String) -> String {
    """
    lastbit: 1
    sources:
      a: {tsv: t.tsv, \(source)}
    stages:
      s: {uses: test/smooth, in: {image: a}}
    """
  }

  /// The coordinates for a table.
  private func coordinates(_ table: String, _ source: String) throws -> [String] {
    try workspace.write(table, to: "t.tsv")
    return try workspace.load(manifest(source)).jobs.map(\.coordinates.description)
  }

  /// The one message about a table.
  private func problem(_ table: String, _ source: String) throws -> String {
    try workspace.write(table, to: "t.tsv")
    let problems = try workspace.problems(manifest(source))
    #expect(problems.count(of: "error:") == 1)
    let first = problems.split(separator: "\n").first.map(String.init) ?? ""
    return first.split(separator: "error: ", maxSplits: 1).last.map(String.init) ?? ""
  }

  private static let people = "participant_id\tgroup\tt1\nsub-01\tx\ta.nii\nsub-02\ty\tb.nii\n"

  @Test func columnsGiveAxesAndFiles() throws {
    #expect(
      try coordinates(Self.people, "path: t1, axis: {subject: participant_id}")
        == ["subject=01", "subject=02"])
    #expect(
      try coordinates(Self.people, "path: t1, axis: group, where: {participant_id: sub-02}")
        == ["group=y"])
    #expect(
      try problem(Self.people, "axis: group")
        == "'t.tsv' has no column 'path'; its columns are participant_id, group, t1")
    #expect(
      try problem(Self.people, "path: t1, axis: grup")
        == "'t.tsv' has no column 'grup'; did you mean 'group'?")
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func tablesAreReadAsRAndBIDSWriteThem(end: String) throws {
    let table = [
      "\u{FEFF}\"participant_id\"\t\"t1\"\t\"note\"", "\"sub-01\"\t\"a.nii\"\t\"left\tright\"",
      "", "sub-02\tb.nii\t\"two\(end)lines, \"\"quoted\"\"\"", "", "",
    ].joined(separator: end)
    #expect(
      try coordinates(table, "path: t1, axis: {subject: participant_id}")
        == ["subject=01", "subject=02"])
  }

  @Test func commasSeparateInFilesThatSaySo() throws {
    try workspace.write("g,path\nx,a.nii\n", to: "t.csv")
    let text = manifest("axis: g").replacing("t.tsv", with: "t.csv")
    #expect(try workspace.load(text).jobs.map(\.coordinates.description) == ["g=x"])
  }

  @Test func valuesThatNoRowHasAreErrors() throws {
    let source = "path: t1, axis: {subject: participant_id}"
    #expect(
      try problem(Self.people, source + ", where: {group: [x, yy]}")
        == "no row of 't.tsv' has group 'yy'; did you mean 'y'?")
    #expect(
      try problem(Self.people, source + ", where: {group: other}")
        == "no row of 't.tsv' has group 'other'; there are 'x', 'y'")
    #expect(
      try problem(Self.people, source + ", where: {participant_id: \"01\"}")
        == "no row of 't.tsv' has participant_id '01'; did you mean 'sub-01'?")
    #expect(
      try problem(Self.people, source + ", where: {group: x, t1: b.nii}")
        == "'t.tsv' has no row that passes all of 'where'")
  }

  @Test func rowsWithoutAFile() throws {
    let table = "g\tpath\nx\tn/a\ny\ta.nii\nn/a\tb.nii\n"
    try workspace.write(table, to: "t.tsv")
    let hint = "leave such rows out with 'where', or say 'missing: drop' in the source"
    let problems = try workspace.problems(manifest("axis: g"))
    #expect(problems.contains("error: line 2 of 't.tsv' has no path; \(hint)\n"))
    #expect(problems.contains("error: line 4 of 't.tsv' has no value for an axis; \(hint)\n"))
    #expect(try coordinates(table, "axis: g, where: {path: a.nii}") == ["g=y"])
    #expect(try coordinates(table, "axis: g, missing: drop") == ["g=y"])
    #expect(
      try workspace.warnings(manifest("axis: g, missing: drop")) == [
        "2 of 3 rows of 't.tsv', without a file or a value for an axis, are left out: line 2 (g=x), "
          + "line 4"
      ])
    #expect(
      try problem("g\tpath\nx\tn/a\n", "axis: g, missing: drop") == "'t.tsv' lists no file")
  }

  @Test func stagesThatDropWhatIsMissing() throws {
    try workspace.write("g\tpath\nx\tn/a\ny\ta.nii\n", to: "t.tsv")
    let drop = "in: {image: a}, missing: drop}"
    let text = manifest("axis: g").replacing("in: {image: a}}", with: drop)
    #expect(try workspace.load(text).jobs.map(\.coordinates.description) == ["g=y"])
    let both = text + "\n  t: {uses: test/smooth, in: {image: a}}"
    #expect(try workspace.problems(both).contains("line 2 of 't.tsv' has no path"))
  }

  @Test func entitiesThatDoNotApplyAreNone() throws {
    #expect(
      try coordinates(
        "subject\tsession\tpath\nsub-01\tn/a\ta.nii\nsub-02\tses-1\tb.nii\n",
        "axis: [subject, session]") == ["subject=01 session=none", "subject=02 session=1"])
  }

  @Test(arguments: [
    ("g\tpath\nx\ta.nii\ny\n", "line 3 of 't.tsv': 1 cell where the header line has 2"),
    (
      "g\tpath\n1\tx\ta.nii\n",
      "line 2 of 't.tsv': 3 cells where the header line has 2; R writes row names so: use "
        + "row.names = FALSE"
    ),
    ("g\tpath\tg\n", "line 1 of 't.tsv': columns 1 and 3 are both called 'g'; rename one"),
    ("g\tpath\n\"x\ta.nii\n", "line 2 of 't.tsv': a quoted cell is never closed"),
    ("", "'t.tsv' is empty: it has no header line"), ("g\tpath\n", "'t.tsv' has no rows"),
    ("g\tpath\nx\td.nii\n", "no such file 'd.nii'; did you mean 'a.nii'?"),
    (
      "g\tpath\nx\ta.nii\ny\tb.nii\nx\tx/a.nii\n",
      "two files for g=x: 'a.nii' on line 2 and 'a.nii' on line 4 of 't.tsv'; name the columns that "
        + "tell the rows apart under 'axis'"
    ),
  ])
  func wrongTables(table: String, message: String) throws {
    #expect(try problem(table, "axis: g") == message)
  }

  @Test func filesThatAreNoTables() throws {
    try workspace.write([0x67, 0xFF], to: "t.tsv")
    let problems = try workspace.problems(manifest("axis: g"))
    #expect(
      problems.contains(
        "byte 0xFF at offset 1 is not UTF-8; save the file as UTF-8 (line 1 of 't.tsv')"))
    let missing = manifest("axis: g").replacing("t.tsv", with: "u.tsv")
    #expect(try workspace.problems(missing).contains("error: no such file 'u.tsv'"))
  }
}
