internal import Glibc

/// A file that appears under its name whole or not at all: every file that leaves lastbit is one.
///
/// Bytes go to a file without a name in the same folder, which `publish` gives its name; however the
/// process ends before that, nothing is left behind. Where the file system has no files without names
/// (NFS, FUSE), they go to a hidden file with a short random name, which is removed on failure; only a
/// process that is killed leaves one, called `.lastbit-` and thirteen letters and digits.
///
/// The mode follows the umask. A link under the name is replaced, not followed.
public final class AtomicFile {
  public let path: String
  /// Open for writing; who writes here leaves it open.
  public let descriptor: Int32
  /// The hidden name; `nil` while the file has none.
  private var temporary: String?

  /// - Throws: `FileError` where the folder is not there or cannot be written to.
  public init(_ path: String) throws(FileError) {
    self.path = path
    let folder = Self.folder(of: path)
    let anonymous = open(folder, O_WRONLY | O_CLOEXEC | Self.withoutName, 0o666)
    if anonymous >= 0 {
      // It gets its name through here.
      if access(Self.link(to: anonymous), F_OK) == 0 {
        descriptor = anonymous
        temporary = nil
        return
      }
      close(anonymous)
    }
    while true {
      let name = Self.randomName(in: folder)
      let named = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if named >= 0 {
        descriptor = named
        temporary = name
        return
      }
      if errno != EEXIST { throw FileError(path, Self.failed, system: errno) }
    }
  }

  deinit {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Writes all of `bytes` where the file stands.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileError(path, Self.failed, system: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Flushes the file to the disk and gives it its name, in place of any file of that name.
  public func publish() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw FileError(path, Self.failed, system: errno) }
    FileMark.set(descriptor)
    if temporary == nil {
      // A link never replaces a file, so it needs a name of its own where there is one already.
      if linkName(path) { return }
      guard errno == EEXIST else { throw FileError(path, Self.failed, system: errno) }
      var name = Self.randomName(in: Self.folder(of: path))
      while !linkName(name) {
        guard errno == EEXIST else { throw FileError(path, Self.failed, system: errno) }
        name = Self.randomName(in: Self.folder(of: path))
      }
      temporary = name
    }
    guard let name = temporary, rename(name, path) == 0 else {
      throw FileError(path, Self.failed, system: errno)
    }
    temporary = nil
  }

  private func linkName(_ name: String) -> Bool {
    linkat(AT_FDCWD, Self.link(to: descriptor), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
  }

  private static let failed = "cannot be written"
  /// `O_TMPFILE`, which Swift does not import.
  private static let withoutName = 0o20000000 | O_DIRECTORY

  private static func link(to descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Short whatever the final name is: that may be as long as names can be.
  private static func randomName(in folder: String) -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 36)
    let padding = String(repeating: "0", count: 13 - digits.utf8.count)
    return "\(folder)/.lastbit-\(padding)\(digits)"
  }
}

extension AtomicFile {
  /// Writes a whole file.
  ///
  /// - Throws: `FileError` where it cannot be written; nothing is left behind then.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(path)
    try file.write(bytes)
    try file.publish()
  }

  /// Writes all of `bytes` where the file stands.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    var problem: FileError?
    bytes.withUnsafeBytes { bytes in
      do throws(FileError) { try write(bytes) } catch { problem = error }
    }
    if let problem { throw problem }
  }
}
