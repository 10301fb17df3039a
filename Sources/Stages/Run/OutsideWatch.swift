import Files
import Glibc

/// Notices what a tool writes outside the folder that it runs in: next to its inputs, and next to the
/// manifest.
///
/// Nothing keeps a program from writing anywhere without rights that lastbit does not have, and nobody
/// tells who wrote a file. So these folders are looked at before and after, themselves and not those in
/// them; what lastbit itself writes there meanwhile is passed over, and so are files that only grow: logs
/// of this very run are often kept beside the manifest.
struct OutsideWatch {
  private struct Entry: Equatable {
    var size: Int
    var modified: Int
    var inode: UInt64
  }

  private let sources: [String: Entry]
  private let folders: [String: [String: Entry]]
  /// A folder with more than this is not looked at.
  private static let mostNames = 5000

  /// - Parameters:
  ///   - sources: files outside the store that are inputs.
  ///   - folder: of the manifest, where there is one.
  init(sources: [String], folder: String?) {
    self.sources = Dictionary(
      sources.compactMap { path in Self.entry(path).map { (path, $0) } }, uniquingKeysWith: { $1 })
    let around = sources.compactMap { path in
      path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    }
    folders = Dictionary(
      Set(around + [folder].compactMap { $0 }).compactMap { folder in
        Self.entries(in: folder).map { (folder, $0) }
      }, uniquingKeysWith: { $1 })
  }

  /// Source files that are not as they were.
  var changedSources: [String] {
    sources.filter { path, before in Self.entry(path) != before }.map(\.key).sorted()
  }

  /// Files that were made, changed or removed beside them, but for those that lastbit wrote.
  var changedFiles: [String] {
    folders.flatMap { folder, before -> [String] in
      guard let after = Self.entries(in: folder) else { return [] }
      return Set(before.keys).union(after.keys)
        .filter { before[$0] != after[$0] && !Self.hasGrown(before[$0], after[$0]) }
        .map { "\(folder)/\($0)" }
        .filter { sources[$0] == nil && !FileMark.isIntact($0) }
    }.sorted()
  }

  private static func hasGrown(_ before: Entry?, _ after: Entry?) -> Bool {
    guard let before, let after else { return false }
    return before.inode == after.inode && before.size < after.size
  }

  private static func entry(_ path: String) -> Entry? {
    var information = stat()
    guard lstat(path, &information) == 0 else { return nil }
    let time = information.st_mtim
    return Entry(
      size: Int(information.st_size),
      modified: Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec),
      inode: UInt64(information.st_ino))
  }

  /// The files of a folder; what lies in folders within it may be anybody's.
  private static func entries(in folder: String) -> [String: Entry]? {
    guard let names = try? namesInFolder(folder), names.count <= mostNames else { return nil }
    var entries: [String: Entry] = [:]
    for name in names where !name.hasPrefix(".lastbit") {
      var information = stat()
      guard lstat("\(folder)/\(name)", &information) == 0,
        information.st_mode & S_IFMT != S_IFDIR
      else { continue }
      entries[name] = entry("\(folder)/\(name)")
    }
    return entries
  }
}
