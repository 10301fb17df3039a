import Glibc
import Testing

@testable import PipelineKit

@Suite struct SourceTests {
  private func manifest(_ source: String) -> String {
    """
    lastbit: 1
    sources:
      a: {\(source)}
    stages:
      s: {uses: test/smooth, in: {image: a}}
    """
  }

  private func coordinates(_ source: String, _ workspace: Workspace) throws -> [String] {
    try workspace.load(manifest(source)).jobs.map(\.coordinates.description)
  }

  /// The first message.
  private func problem(_ source: String, _ workspace: Workspace) throws -> String {
    let problems = try workspace.problems(manifest(source))
    #expect(problems.count(of: "error:") == 1)
    let first = problems.split(separator: "\n").first.map(String.init) ?? ""
    return first.split(separator: "error: ", maxSplits: 1).last.map(String.init) ?? ""
  }

  @Test func filesAreCheckedBeforeAnythingRuns() throws {
    let workspace = try Workspace()
    try workspace.touch("ch2bet.nii.gz", "dir/x", "notes.txt")
    symlink("nowhere", workspace.folder + "/annex.nii")
    #expect(
      try problem("file: ch2be.nii.gz", workspace)
        == "no such file 'ch2be.nii.gz'; did you mean 'ch2bet.nii.gz'?")
    #expect(
      try problem("file: absent/a.nii", workspace)
        == "no such file 'absent/a.nii': there is no folder '\(workspace.folder)/absent'"
        .replacing(workspace.folder + "/", with: ""))
    #expect(
      try problem("file: annex.nii", workspace)
        == "'annex.nii' is a link to a file that is not there; if git-annex keeps it, get it with "
        + "'datalad get' or 'git annex get'")
    #expect(
      try problem("file: dir, type: volume", workspace)
        == "'dir' is a folder, not a file")
    #expect(
      try problem("file: notes.txt", workspace)
        == "the name of 'notes.txt' does not tell what it holds; add 'type: volume', or another type"
    )
    #expect(
      try problem("file: notes.txt, type: volum", workspace)
        == "unknown type 'volum'; did you mean 'volume'?")
    #expect(
      try problem("file: x.nii, glob: y", workspace)
        == "source 'a' needs exactly one of 'file', 'glob', 'bids' and 'tsv'")
    #expect(try problem("file: ", workspace) == "'path' must be a text, not nothing")
  }

  @Test func globsGiveAxes() throws {
    let workspace = try Workspace()
    try workspace.touch(
      "d/sub-01/x_1.nii", "d/sub-02/x_1.nii", "d/sub-02/x_2.nii", "d/sub-02/.x_3.nii")
    #expect(
      try coordinates("glob: d/sub-*/x_*.nii, axis: [subject, scan]", workspace)
        == ["subject=01 scan=1", "subject=02 scan=1", "subject=02 scan=2"])
    #expect(
      try coordinates("glob: d/sub-*/x_1.nii, axis: subject", workspace)
        == ["subject=01", "subject=02"])
    #expect(
      try coordinates("glob: \"d/sub-*/x_[!1].nii\", axis: subject", workspace) == ["subject=02"])
    #expect(
      try problem("glob: d/sub-*/x_*.nii, axis: subject", workspace)
        == "two files for subject=02: 'x_1.nii' and 'x_2.nii'; name an axis for each '*' that tells "
        + "the files apart")
    #expect(try problem("glob: d/*.nii, axis: a", workspace) == "no file matches 'd/*.nii'")
    #expect(
      try problem("glob: d/x.nii, axis: a", workspace)
        == "the pattern has 0 '*' for 1 axes; name a single file with 'file'")
    #expect(
      try problem("glob: d/**/x.nii, axis: a", workspace)
        == "'**' is not supported; write one '*' for each folder")
    #expect(try problem("glob: d/*.nii", workspace) == "source 'a' needs the key 'axis'")
    #expect(
      try problem("glob: d/*.nii, axis: repeat", workspace)
        == "'repeat' is a reserved axis; sources cannot have it")
  }

  @Test(arguments: [
    ("*", "abc", ["abc"]), ("a*c", "abc", ["b"]), ("*_*", "a_b_c", ["a", "b_c"]),
    ("*b*b", "abbb", ["a", "b"]), ("?[a-c]*", "xb", [""]), ("[^a]x", "bx", []),
  ])
  func globsCapture(pattern: String, name: String, captures: [String]) {
    #expect(GlobPattern.captures(of: pattern[...], in: name) == captures)
  }

  @Test(arguments: [
    ("a", "ab"), ("a?", "a"), ("*x", "abc"), ("[ab]", "c"),
    (String(repeating: "*a", count: 120) + "*b", String(repeating: "a", count: 250)),
  ])
  func globsMismatch(pattern: String, name: String) {
    #expect(GlobPattern.captures(of: pattern[...], in: name) == nil)
  }

  @Test func bidsDataSetsGiveSubjectSessionAndRun() throws {
    let workspace = try Workspace()
    try workspace.touch(
      "b/dataset_description.json", "b/sub-0051/anat/sub-0051_T1w.nii.gz",
      "b/sub-0051/anat/sub-0051_T1w.json", "b/sub-02/anat/sub-02_T1w.nii.gz",
      "b/sub-02/anat/sub-02_acq-hi_T2w.nii.gz", "b/sub-02/anat/sub-02_acq-lo_T2w.nii.gz",
      "c/sub-01/ses-a/anat/sub-01_ses-a_run-1_T1w.nii",
      "c/sub-01/ses-a/anat/sub-01_ses-a_run-2_T1w.nii",
      "c/sub-01/ses-b/anat/sub-01_ses-b_run-1_T1w.nii", "c/sub-01/ses-b/func/sub-01_ses-b_bold.nii",
      "e/sub-01/anat/sub-01_T1w.nii", "e/sub-01/ses-1/anat/sub-01_ses-1_T1w.nii", "f/x")
    #expect(
      try coordinates("bids: b, suffix: T1w", workspace) == ["subject=0051", "subject=02"])
    #expect(
      try coordinates("bids: b, suffix: T1w, subject: [0051]", workspace) == ["subject=0051"])
    #expect(try coordinates("bids: b, suffix: T2w, acq: lo", workspace) == ["subject=02"])
    #expect(
      try coordinates("bids: c, suffix: T1w, datatype: anat", workspace) == [
        "subject=01 session=a run=1", "subject=01 session=a run=2", "subject=01 session=b run=1",
      ])
    #expect(
      try problem("bids: b, suffix: T2w", workspace)
        == "two files for subject=02: 'sub-02_acq-hi_T2w.nii.gz' and 'sub-02_acq-lo_T2w.nii.gz'; "
        + "choose with a filter such as 'acquisition: …' or 'extension: .nii.gz'")
    #expect(
      try problem("bids: e, suffix: T1w", workspace)
        == "'e/sub-01/anat/sub-01_T1w.nii' has no session, other files have one; choose with a "
        + "filter such as 'session: …'")
    #expect(
      try problem("bids: b, suffix: T1, datatype: anat", workspace)
        == "no file '*_T1.nii.gz|.nii' under 'anat' in 'b'; did you mean 'T1w'?")
    #expect(
      try problem("bids: f, suffix: T1w", workspace) == "no 'sub-…' folder in 'f'")
    #expect(try problem("bids: g, suffix: T1w", workspace) == "there is no folder 'g'")
    #expect(
      try problem("bids: b, suffix: T1w, subject: [02, 51]", workspace)
        == "no T1w file of 'b' has subject '51'; there are 0051, 02")
    #expect(
      try problem("bids: b, suffix: T1w, subjet: 02", workspace)
        == "unknown key 'subjet' in source 'a'; did you mean 'subject'?")
  }

  @Test func bidsNamesAreReadByEntity() throws {
    let file = try #require(
      BIDSFiles.parse("sub-01_ses-x_space-MNI_desc-brain_T1w.nii.gz", in: "/d"))
    #expect(
      file.entities == ["subject": "01", "session": "x", "space": "MNI", "description": "brain"])
    #expect(file.suffix == "T1w")
    #expect(file.fileExtension == ".nii.gz")
    for name in ["x.nii", "sub-01.nii", "sub-_T1w.nii", "sub-01_sub-02_T1w.nii", "sub-01_T1w", ""] {
      #expect(BIDSFiles.parse(name, in: "/d") == nil)
    }
  }

  @Test func tablesListFiles() throws {
    let workspace = try Workspace()
    try workspace.touch("a.nii", "b.nii")
    try workspace.write(
      "participant_id\tgroup\tt1\r\nsub-01\tx\ta.nii\r\nsub-02\ty\tb.nii\r\n", to: "t.tsv")
    #expect(
      try coordinates("tsv: t.tsv, path: t1, axis: {subject: participant_id}", workspace)
        == ["subject=01", "subject=02"])
    #expect(
      try coordinates(
        "tsv: t.tsv, path: t1, axis: group, where: {participant_id: sub-02}", workspace)
        == ["group=y"])
    #expect(
      try problem("tsv: t.tsv, axis: group", workspace)
        == "'t.tsv' has no column 'path'; its columns are participant_id, group, t1")
    #expect(
      try problem("tsv: t.tsv, path: t1, axis: grup", workspace)
        == "'t.tsv' has no column 'grup'; did you mean 'group'?")
    #expect(
      try problem("tsv: t.tsv, path: t1, axis: group, where: {group: z}", workspace)
        == "'t.tsv' has no row that passes 'where'")
    try workspace.write("g\tpath\nx\tn/a\ny\n", to: "u.tsv")
    let problems = try workspace.problems(manifest("tsv: u.tsv, axis: g"))
    #expect(problems.contains("error: line 2 of 'u.tsv' has no path\n"))
    #expect(problems.contains("error: line 3 of 'u.tsv' has 1 cells, the header has 2\n"))
    try workspace.write("g\tpath\nx\tc.nii\n", to: "v.tsv")
    #expect(
      try problem("tsv: v.tsv, axis: g", workspace)
        == "no such file 'c.nii'; did you mean 'a.nii'?")
    try workspace.write("g\tpath\nx\ta.nii\nx\tb.nii\n", to: "w.tsv")
    #expect(
      try problem("tsv: w.tsv, axis: g", workspace)
        == "two files for g=x: 'a.nii' and 'b.nii'; name the columns that tell the rows apart under "
        + "'axis'")
    try workspace.write([0x67, 0xFF], to: "x.tsv")
    #expect(
      try problem("tsv: x.tsv, axis: g", workspace)
        == "byte 0xFF at offset 1 is not UTF-8; save the file as UTF-8 (line 1 of 'x.tsv')")
    #expect(try problem("tsv: y.tsv, axis: g", workspace).hasPrefix("no such file 'y.tsv'"))
  }
}
