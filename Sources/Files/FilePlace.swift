internal import Glibc

/// What a path leads to, links followed, so that two spellings of one file are equal: device and inode
/// of the file, or of the nearest folder above it that is there, with the names that are not.
public struct FilePlace: Hashable, Sendable {
  private var device: UInt64
  private var inode: UInt64
  /// Names below the folder, of which the first is not there.
  public private(set) var missing: [String]

  /// - Parameter path: absolute, without `..`.
  public init(_ path: String) { self.init(path, links: 0) }

  private init(_ path: String, links: Int) {
    var info = stat()
    if stat(path, &info) == 0 {
      device = UInt64(info.st_dev)
      inode = UInt64(info.st_ino)
      missing = []
    } else if links < 40, let target = Self.target(of: path) {
      // A link to a file that is not there yet is that file.
      self = FilePlace(target, links: links + 1)
    } else if path != "/", let slash = path.lastIndex(of: "/") {
      self = FilePlace(slash == path.startIndex ? "/" : String(path[..<slash]), links: links)
      missing.append(String(path[path.index(after: slash)...]))
    } else {
      (device, inode) = (0, 0)
      missing = [path]
    }
  }

  /// The places of the folders that lie between the folder that is there and the file.
  public var missingFolders: [FilePlace] {
    missing.indices.dropLast().map { index in
      var folder = self
      folder.missing = Array(missing[...index])
      return folder
    }
  }

  private static func target(of path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let target = String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if target.hasPrefix("/") { return target }
    guard let slash = path.lastIndex(of: "/") else { return nil }
    return path[...slash] + target
  }
}
