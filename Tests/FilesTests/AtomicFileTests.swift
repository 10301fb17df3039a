import CXattr
import Glibc
import Support
import Testing

@testable import Files

@Suite struct AtomicFileTests {
  private func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private func read(_ path: String) throws -> [UInt8] {
    let file = try RegularFile(path)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 1)
    defer { block.deallocate() }
    return Array(block[..<(try file.read(into: block))])
  }

  @Test func appearsWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.txt"
    do {
      let file = try AtomicFile(path)
      try file.write([1, 2])
      #expect(!names(in: folder.path).contains("a.txt"))
    }
    #expect(names(in: folder.path) == [])
    try AtomicFile.write([1, 2, 3], to: path)
    #expect(try read(path) == [1, 2, 3])
    try AtomicFile.write([4], to: path)
    #expect(try read(path) == [4])
    #expect(names(in: folder.path) == ["a.txt"])
  }

  /// A name may be as long as the file system takes, and is its own business.
  @Test func anyLegalNameCanBeWritten() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "x", count: 255)
    for bytes: [UInt8] in [[1], [2]] { try AtomicFile.write(bytes, to: "\(folder.path)/\(name)") }
    #expect(names(in: folder.path) == [name])
    #expect(throws: FileError.self) {
      try AtomicFile.write([1], to: "\(folder.path)/\(name)y")
    }
    #expect(names(in: folder.path) == [name])
  }

  @Test func failuresNameTheFileAndLeaveNothing() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: FileError.self) {
      try AtomicFile.write([1], to: folder.path + "/no/a.txt")
    }
    #expect(
      missing?.description
        == "\(folder.path)/no/a.txt cannot be written: No such file or directory")
    #expect(missing?.code == ENOENT)
    mkdir(folder.path + "/sub", 0o777)
    #expect(throws: FileError.self) { try AtomicFile.write([1], to: folder.path + "/sub") }
    #expect(names(in: folder.path) == ["sub"])
  }

  @Test func aLinkIsReplacedNotFollowed() throws {
    let folder = try TemporaryFolder()
    let (target, link) = (folder.path + "/target", folder.path + "/link")
    try AtomicFile.write([1], to: target)
    symlink("target", link)
    try AtomicFile.write([2], to: link)
    #expect(try read(target) == [1])
    #expect(try read(link) == [2])
  }

  @Test func marksHoldForWhatWasWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.txt"
    try AtomicFile.write([1], to: path)
    // Some file systems keep no attributes.
    guard getxattr(path, "user.lastbit", nil, 0) > 0 else { return }
    #expect(FileMark.isIntact(path))
    rename(path, path + "2")
    #expect(FileMark.isIntact(path + "2"))
    let descriptor = open(path + "2", O_WRONLY | O_APPEND)
    _ = Glibc.write(descriptor, "x", 1)
    close(descriptor)
    #expect(!FileMark.isIntact(path + "2"))
    #expect(!FileMark.isIntact(path))
  }

  @Test func pointersStandForOtherFiles() throws {
    let folder = try TemporaryFolder()
    func problem(_ text: String) throws -> String? {
      do { _ = try RegularFile(try folder.write("file", text)) } catch { return "\(error)" }
      return nil
    }
    #expect(
      try problem("/annex/objects/MD5E-s5--0123456789abcdef.nii.gz\n")
        == "is a pointer of git-annex, whose content is not here: get it with 'datalad get' or 'git annex "
        + "get'")
    #expect(
      try problem("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n")
        == "is a pointer of Git LFS, whose content is not here: get it with 'git lfs pull'")
    #expect(try problem("/annex/objects") == nil)
    #expect(try problem("") == nil)
  }

  @Test func onlyRegularFilesAreRead() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path + "/pipe"
    mkfifo(pipe, 0o666)
    func problem(_ path: String) -> String? {
      do { _ = try RegularFile(path) } catch { return "\(error)" }
      return nil
    }
    #expect(problem(pipe) == "is not a regular file")
    #expect(problem("/dev/null") == "is not a regular file")
    #expect(problem(folder.path) == "is a folder, not a file")
    #expect(problem(pipe + "x") == "cannot be read: No such file or directory")
  }

  @Test func placesAreEqualWhereFilesAre() throws {
    let folder = try TemporaryFolder()
    let root = folder.path
    mkdir(root + "/data", 0o777)
    symlink("data", root + "/link")
    symlink("data/not yet", root + "/dangling")
    try AtomicFile.write([1], to: root + "/data/a")
    link(root + "/data/a", root + "/hard")
    #expect(FilePlace(root + "/link/a") == FilePlace(root + "/data/a"))
    #expect(FilePlace(root + "/hard") == FilePlace(root + "/data/a"))
    #expect(FilePlace(root + "/link/new/b") == FilePlace(root + "/data/new/b"))
    #expect(FilePlace(root + "/dangling") == FilePlace(root + "/data/not yet"))
    #expect(FilePlace(root + "/data/b") != FilePlace(root + "/data/a"))
    #expect(FilePlace(root + "/link/q/r/s").missing == ["q", "r", "s"])
    #expect(
      FilePlace(root + "/link/q/r/s").missingFolders
        == [FilePlace(root + "/data/q"), FilePlace(root + "/data/q/r")])
  }
}
