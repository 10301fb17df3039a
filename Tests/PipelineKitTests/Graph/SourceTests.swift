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
    #expect(Wildcard(glob: pattern).captures(in: name) == captures)
  }

  @Test(arguments: [
    ("a", "ab"), ("a?", "a"), ("*x", "abc"), ("[ab]", "c"),
    (String(repeating: "*a", count: 120) + "*b", String(repeating: "a", count: 250)),
  ])
  func globsMismatch(pattern: String, name: String) {
    #expect(Wildcard(glob: pattern).captures(in: name) == nil)
  }

  @Test func foldersAndPathsAreNoPatterns() throws {
    let workspace = try Workspace()
    let folder = "study [2024] x*y?"
    try workspace.touch(
      folder + "/s1.nii", folder + "/in [a]/s3.nii", "study 2 xQyz/s7.nii", "in a/s8.nii",
      folder + "/s[4].nii", folder + "/s[5].nii")
    func coordinates(_ glob: String, _ path: String = "data") throws -> [String] {
      let text = """
        lastbit: 1
        params: {data: {type: path, default: '\(path)'}, text: {type: string, default: 's*'}}
        sources: {a: {glob: '\(glob)', axis: x}}
        stages: {s: {uses: test/smooth, in: {image: a}}}
        """
      try workspace.write(text, to: folder + "/m.yaml")
      return try ManifestLoader(catalog: testCatalog)
        .load(path: workspace.folder + "/" + folder + "/m.yaml").jobs
        .map { $0.coordinates["x"] ?? "" }
    }
    #expect(try coordinates("s?.nii*") == [""])
    #expect(try coordinates("$text.nii") == ["1", "[4]", "[5]"])
    #expect(try coordinates("$data/s*.nii", "in [a]") == ["3"])
    #expect(try coordinates("s[[]*].nii") == ["4", "5"])
    #expect(try coordinates("s[[]5]*.nii") == [""])
    #expect(throws: (any Error).self) { try coordinates("s[*].nii") }
  }

  @Test(arguments: ["a*b", "[x]", "a]", "?", "[[]", "plain"])
  func escapedTextMatchesItself(text: String) {
    let pattern = GlobPattern("/" + GlobPattern.escaped(text))
    #expect(pattern.captureCount == 0)
    #expect(pattern.description == "/" + text)
  }

  @Test func globsSayWhichFoldersHaveNoFile() throws {
    let workspace = try Workspace()
    try workspace.touch(
      "d/sub-01/anat/T1.nii", "d/sub-02/anat/T2.nii", "d/sub-03/x", "d/sub-04/anat/T1.nii",
      "d/sub-x")
    symlink("nowhere", workspace.folder + "/annex.nii")
    let source = manifest("glob: d/sub-*/anat/T1.nii, axis: subject")
    #expect(
      try workspace.load(source).jobs.map(\.coordinates.description) == [
        "subject=01", "subject=04",
      ])
    #expect(
      try workspace.warnings(source) == [
        "2 folders have no file that matches 'd/sub-*/anat/T1.nii': sub-02, sub-03"
      ])
  }
}
