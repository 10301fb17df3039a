internal import Files
import Glibc

/// System calls on files, with errors that name the file.
enum Files {
  /// What identifies a version of a file without reading it.
  struct Status: Equatable {
    var size: Int
    /// Nanoseconds since 1970.
    var modified: Int
    /// When the file, its name or its owner changed, in nanoseconds since 1970; no program can set it.
    var changed: Int
    var device: UInt64
    var inode: UInt64
    var isFolder: Bool
    /// Neither a folder nor a pipe, a socket or a device.
    var isFile: Bool

    init(_ info: stat) {
      size = Int(info.st_size)
      modified = Self.nanoseconds(info.st_mtim)
      changed = Self.nanoseconds(info.st_ctim)
      device = UInt64(info.st_dev)
      inode = UInt64(info.st_ino)
      isFolder = info.st_mode & S_IFMT == S_IFDIR
      isFile = info.st_mode & S_IFMT == S_IFREG
    }

    private static func nanoseconds(_ time: timespec) -> Int {
      Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }

    /// Whether the file was written so long ago that any change from now on shows in its times, whose
    /// clock ticks slowly.
    var isSettled: Bool { Files.now() - max(modified, changed) > 2_000_000_000 }
  }

  /// The status of what `path` leads to, or `nil` where there is nothing or it cannot be said.
  static func status(_ path: String) -> Status? {
    var info = stat()
    return stat(path, &info) == 0 ? Status(info) : nil
  }

  /// The status of what `path` leads to; `nil` only where nothing has the name.
  static func find(_ path: String) throws(StoreError) -> Status? {
    var info = stat()
    if stat(path, &info) == 0 { return Status(info) }
    let code = errno
    guard code == ENOENT else { throw StoreError(system: "look at", path, code: code) }
    guard lstat(path, &info) != 0 else {
      throw StoreError(
        path, "'\(path)' is a link to a file that is not there: fetch that, or remove the link")
    }
    return nil
  }

  /// Makes a folder and those above it, where they are not there.
  static func makeFolder(_ path: String) throws(StoreError) {
    if mkdir(path, 0o777) == 0 { return }
    let code = errno
    let parent = parent(of: path)
    switch code {
    case EEXIST where status(path)?.isFolder ?? false: return
    case ENOENT where parent != path:
      try makeFolder(parent)
      if mkdir(path, 0o777) == 0 || status(path)?.isFolder ?? false { return }
      throw StoreError(system: "make folder", path, code: errno)
    default: throw StoreError(system: "make folder", path, code: code)
    }
  }

  /// The folder that holds `path`.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Names in a folder, sorted, without `.` and `..`; empty only where there is no folder.
  static func names(in folder: String) throws(StoreError) -> [String] {
    do { return try namesInFolder(folder) } catch {
      guard let code = error.code else { throw StoreError(folder, error.description) }
      if code == ENOENT { return [] }
      throw StoreError(system: "list", folder, code: code)
    }
  }

  /// The bytes of a file.
  static func read(_ path: String) throws(StoreError) -> [UInt8] {
    let file = try opened(path)
    do { return try file.bytes() ?? [] } catch { throw failure(error, "read", path) }
  }

  /// SHA-256 of a file's bytes, read in blocks.
  static func digest(_ path: String) throws(StoreError) -> Digest {
    var hasher = ByteHasher()
    let file = try opened(path)
    do { try file.forEachBlock { hasher.update($0) } } catch { throw failure(error, "read", path) }
    return hasher.finalize()
  }

  /// Copies the bytes of a file to a new one.
  static func copy(_ source: String, to target: String) throws(StoreError) {
    let file = try opened(source)
    let copy = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard copy >= 0 else { throw StoreError(system: "write", target, code: errno) }
    defer { close(copy) }
    var problem: StoreError?
    do {
      try file.forEachBlock { block in
        guard problem == nil else { return }
        do throws(StoreError) { try append(Array(block), to: copy, target) } catch {
          problem = error
        }
      }
    } catch { throw failure(error, "read", source) }
    if let problem { throw problem }
  }

  private static func opened(_ path: String) throws(StoreError) -> RegularFile {
    do { return try RegularFile(path) } catch { throw failure(error, "open", path) }
  }

  private static func failure(
    _ problem: RegularFile.Problem, _ action: String, _ path: String
  ) -> StoreError {
    problem.code.map { StoreError(system: action, path, code: $0) }
      ?? StoreError(path, "'\(path)' \(problem)")
  }

  /// Writes all of `bytes` where the file stands, in one system call where that is possible.
  static func append(_ bytes: [UInt8], to file: Int32, _ path: String) throws(StoreError) {
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw StoreError(system: "write", path, code: errno) }
      start += count
    }
  }

  /// Gives a finished file its final name, in a folder that may have to be made, unless something
  /// has that name already.
  ///
  /// - Returns: `false` where the name was taken; `source` is then still there.
  static func publish(_ source: String, as target: String) throws(StoreError) -> Bool {
    // A hard link never replaces a file. Where links are not supported, the moment between look and
    // rename can only replace a result by another of the same key.
    var isLinked = link(source, target) == 0
    if !isLinked, errno == ENOENT { isLinked = try linkIntoNewFolder(source, target) }
    if isLinked {
      unlink(source)
      return true
    }
    let code = errno
    if code == EEXIST { return false }
    guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(code) else {
      throw StoreError(system: "publish", target, code: code)
    }
    try makeFolder(parent(of: target))
    if status(target) != nil { return false }
    try rename(source, to: target)
    return true
  }

  private static func linkIntoNewFolder(_ source: String, _ target: String) throws(StoreError)
    -> Bool
  {
    try makeFolder(parent(of: target))
    return link(source, target) == 0
  }

  /// Renames a file, replacing what has the name.
  static func rename(_ source: String, to target: String) throws(StoreError) {
    guard Glibc.rename(source, target) == 0 else {
      throw StoreError(system: "rename '\(source)' to", target, code: errno)
    }
  }

  /// Removes a file or a folder with all it holds; links are removed, never followed.
  static func remove(_ path: String) {
    if unlink(path) == 0 || errno == ENOENT { return }
    for name in (try? names(in: path)) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }

  /// Nanoseconds since 1970, now.
  static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
