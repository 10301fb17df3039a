internal import Glibc

/// What lies in a folder, at any depth.
public struct FolderTree {
  /// A file, or a link.
  public struct Entry: Sendable, Equatable {
    /// Within the folder.
    public var path: String
    public var kind: Kind
    public var size: Int
    public var isExecutable: Bool
    /// When it was last written, in nanoseconds since 1970.
    public var modified: Int
    /// When it, its name or its rights last changed; no program can set that.
    public var changed: Int
  }

  public enum Kind: Sendable, Equatable { case file, link, other }

  /// Sorted by path.
  public private(set) var entries: [Entry] = []

  /// Reads a folder; what cannot be read is as if it were not there.
  ///
  /// - Parameter passing: names at the top that are passed over.
  public init(_ folder: String, passing: Set<String> = []) {
    var open = [""]
    while let below = open.popLast() {
      let names = try? namesInFolder(below.isEmpty ? folder : "\(folder)/\(below)")
      for name in names ?? [] where !below.isEmpty || !passing.contains(name) {
        let path = below.isEmpty ? name : "\(below)/\(name)"
        var information = stat()
        guard lstat("\(folder)/\(path)", &information) == 0 else { continue }
        let type = information.st_mode & S_IFMT
        if type == S_IFDIR {
          open.append(path)
          continue
        }
        func nanoseconds(_ time: timespec) -> Int {
          Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
        }
        entries.append(
          Entry(
            path: path, kind: type == S_IFREG ? .file : type == S_IFLNK ? .link : .other,
            size: Int(information.st_size), isExecutable: information.st_mode & 0o100 != 0,
            modified: nanoseconds(information.st_mtim), changed: nanoseconds(information.st_ctim)))
      }
    }
    entries.sort { $0.path < $1.path }
  }
}

/// `path` with all links followed; `nil` where it leads nowhere.
public func resolvedPath(_ path: String) -> String? {
  guard let pointer = realpath(path, nil) else { return nil }
  defer { free(pointer) }
  return String(cString: pointer)
}

/// Makes a folder and those above it.
///
/// - Throws: `FileError` where that cannot be done.
public func makeFolders(_ path: String) throws(FileError) {
  if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
  guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
    throw FileError(path, "cannot be made", system: errno)
  }
  try makeFolders(String(path[..<slash]))
  guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
    throw FileError(path, "cannot be made", system: errno)
  }
}
