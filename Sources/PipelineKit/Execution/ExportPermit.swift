internal import Files
internal import Glibc

/// Says which files a run may write: not those that it reads, nothing in the store, and no files that
/// somebody else wrote.
struct ExportPermit: Sendable {
  private let reads: ReadFiles
  private let store: Store
  private let storePlace: String
  private let overwrites: Bool

  /// Why a file may not be written.
  enum Refusal: Error, CustomStringConvertible {
    case read(ReadFile)
    case stored(String)
    case foreign(String)

    var description: String {
      switch self {
      case .read(let file): "it would be written over \(file.described)"
      case .stored(let path): "\(quoted(path)) lies in the store, where only results are kept"
      case .foreign(let path):
        "lastbit did not write \(quoted(path)), or it changed since; move it away, or run with "
          + "--overwrite"
      }
    }
  }

  /// - Parameter overwrites: whether files may be replaced that somebody else wrote.
  init(_ experiment: Experiment, overwrites: Bool) {
    self.init(experiment.store, reads: experiment.graph.reads, overwrites: overwrites)
  }

  /// - Parameter reads: what must not be written over, whatever is said.
  init(_ store: Store, reads: some Sequence<ReadFile>, overwrites: Bool) {
    self.reads = ReadFiles(reads)
    self.store = store
    storePlace = Self.resolved(store.folder)
    self.overwrites = overwrites
  }

  func check(_ path: String) throws(Refusal) {
    if let file = reads[FilePlace(path)] { throw .read(file) }
    if (Self.resolved(path) + "/").hasPrefix(storePlace + "/") { throw .stored(path) }
    if !overwrites, !store.mayReplace(path) { throw .foreign(path) }
  }

  /// `path` with the links in the part of it that is there followed.
  private static func resolved(_ path: String) -> String {
    if let pointer = realpath(path, nil) {
      defer { free(pointer) }
      return String(cString: pointer)
    }
    guard path != "/", path != "." else { return path }
    let parent = resolved(PathText.folder(of: path))
    return (parent == "/" ? "" : parent) + "/" + PathText.name(of: path)
  }
}
