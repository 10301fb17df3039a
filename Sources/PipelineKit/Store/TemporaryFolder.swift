import Glibc
import Synchronization

/// The folder for what one opened store has not finished: removed with it, or by others once its
/// process is dead.
final class TemporaryFolder: Sendable {
  /// Where every process has its folder.
  private let parent: String
  let path: String
  private let count = Atomic<Int>(0)
  /// Empty folders that jobs have given back: making one costs more than a small job.
  private let spare = Mutex<[String]>([])
  private static let instances = Atomic<Int>(0)

  init(in parent: String) {
    self.parent = parent
    let number = Self.instances.wrappingAdd(1, ordering: .relaxed).newValue
    path = "\(parent)/\(WriterIdentity.current).\(number)"
  }

  deinit { if count.load(ordering: .relaxed) > 0 { Files.remove(path) } }

  /// Removes the folder where nothing is in use; it is made again when it is needed.
  func tidy() {
    for folder in spare.withLock({ folders in
      defer { folders = [] }
      return folders
    }) { rmdir(folder) }
    rmdir(path)
  }

  /// A path that nothing has.
  func newPath(ending: String = "") throws(StoreError) -> String {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    if number == 1 || Files.status(path) == nil { try Files.makeFolder(path) }
    return "\(path)/\(number)\(ending)"
  }

  /// An empty folder, to be given back.
  func takeFolder() throws(StoreError) -> String {
    if let folder = spare.withLock({ $0.popLast() }) { return folder }
    let path = try newPath()
    try Files.makeFolder(path)
    return path
  }

  /// Takes back a folder; what lies in it is removed.
  func giveBack(_ folder: String) {
    for name in (try? Files.names(in: folder)) ?? [] { Files.remove("\(folder)/\(name)") }
    spare.withLock { $0.append(folder) }
  }

  /// Whether another process that is alive has a folder here.
  func hasOthers() throws(StoreError) -> Bool {
    try Files.names(in: parent).contains { name in
      guard let writer = WriterIdentity(name: name), writer != .current else { return false }
      return !writer.isAbandoned(at: "\(parent)/\(name)")
    }
  }

  /// Removes what dead processes left.
  func removeAbandoned() {
    for name in (try? Files.names(in: parent)) ?? [] {
      let path = "\(parent)/\(name)"
      if WriterIdentity(name: name)?.isAbandoned(at: path) ?? false { Files.remove(path) }
    }
  }
}
