import Glibc
import Synchronization

/// The folder for what one opened store has not finished: removed with it, or by others once its
/// process is dead.
final class TemporaryFolder: Sendable {
  /// Where every process has its folder.
  private let parent: String
  let path: String
  private let count = Atomic<Int>(0)
  private static let instances = Atomic<Int>(0)

  init(in parent: String) {
    self.parent = parent
    let number = Self.instances.wrappingAdd(1, ordering: .relaxed).newValue
    path = "\(parent)/\(WriterIdentity.current).\(number)"
  }

  deinit { if count.load(ordering: .relaxed) > 0 { Files.remove(path) } }

  /// A path that nothing has.
  func newPath(ending: String = "") throws(StoreError) -> String {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    if number == 1 || Files.status(path) == nil { try Files.makeFolder(path) }
    return "\(path)/\(number)\(ending)"
  }

  /// An empty folder.
  func newFolder() throws(StoreError) -> String {
    let path = try newPath()
    try Files.makeFolder(path)
    return path
  }

  /// Removes what dead processes left.
  func removeAbandoned() {
    for name in Files.names(in: parent) {
      let path = "\(parent)/\(name)"
      if WriterIdentity(name: name)?.isAbandoned(at: path) ?? false { Files.remove(path) }
    }
  }
}
