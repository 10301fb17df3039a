import FoundationEssentials
import Glibc
import PipelineKit
import Testing

@Suite struct ManifestFileTests {
  @Test func namesAMissingFile() throws {
    let problems = try Workspace().problems(inFile: "absent.yaml")
    #expect(problems == "error: cannot read 'absent.yaml': No such file or directory")
  }

  @Test func namesTheFileThatMayBeMeant() throws {
    let workspace = try Workspace()
    try workspace.touch("base.yaml")
    #expect(
      workspace.problems(inFile: "base.yml")
        == "error: cannot read 'base.yml': No such file or directory; did you mean 'base.yaml'?")
  }

  @Test func namesFilesThatAreNoText() throws {
    let workspace = try Workspace()
    try workspace.write([0x1F, 0x8B, 8, 0], to: "head.nii.gz")
    #expect(
      workspace.problems(inFile: "head.nii.gz")
        == "error: 'head.nii.gz' is a gzip file, not a manifest, which is YAML text")
  }

  @Test func refusesFoldersAndPipes() throws {
    let workspace = try Workspace()
    try workspace.touch("pipelines/a.yaml")
    #expect(
      workspace.problems(inFile: "pipelines")
        == "error: 'pipelines' is a folder; name the manifest inside it")
    mkfifo(workspace.folder + "/pipe", 0o600)
    #expect(workspace.problems(inFile: "pipe") == "error: 'pipe' is not a regular file")
  }

  @Test func refusesUnreadableFiles() throws {
    let workspace = try Workspace()
    try workspace.touch("a.yaml")
    chmod(workspace.folder + "/a.yaml", 0)
    // The superuser reads everything.
    guard access(workspace.folder + "/a.yaml", R_OK) != 0 else { return }
    #expect(
      workspace.problems(inFile: "a.yaml") == "error: cannot read 'a.yaml': Permission denied")
  }

  @Test func refusesAHundredMegabytesUnread() throws {
    let workspace = try Workspace()
    try workspace.touch("a.yaml")
    truncate(workspace.folder + "/a.yaml", 100_000_000)
    #expect(
      workspace.problems(inFile: "a.yaml")
        == "error: 'a.yaml' has 100000000 bytes; at most 4194304 are read")
  }

  @Test func refusesOtherEncodings() throws {
    let workspace = try Workspace()
    try workspace.write([0xFF, 0xFE, 0x61, 0], to: "a.yaml")
    #expect(
      workspace.problems(inFile: "a.yaml")
        == "a.yaml:1:1: error: the file is encoded in UTF-16; save it as UTF-8")
    try workspace.write(Array("a: é\nb: 1".utf8) + [0xE9] + Array(" x\n".utf8), to: "a.yaml")
    #expect(
      workspace.problems(inFile: "a.yaml") == """
        a.yaml:2:5: error: byte 0xE9 at offset 10 is not UTF-8; save the file as UTF-8
        b: 1\u{FFFD} x
            ^
        """)
    try workspace.write(Array("a: b".utf8) + [0], to: "a.yaml")
    #expect(
      workspace.problems(inFile: "a.yaml") == """
        a.yaml:1:5: error: a NUL byte is not text
        a: b\u{FFFD}
            ^
        """)
  }

  @Test func takesAByteOrderMarkAway() throws {
    let workspace = try Workspace()
    try workspace.write("\u{FEFF}lastbit: 2\nstages: {}\n", to: "a.yaml")
    #expect(
      workspace.problems(inFile: "a.yaml").hasPrefix(
        "a.yaml:1:10: error: 'lastbit' is the version of the manifest language, 1, not '2'"))
  }
}
