import Glibc

/// What a long job keeps so that it can go on after a kill, in any process that sees the store.
///
/// It lies under the job's key, so the same job finds it whoever runs it, and goes when the job's result
/// is stored, or with `lastbit cache clean`. A file is there whole or not at all.
public struct CheckpointFolder: Sendable {
  private let path: String
  private let temporary: TemporaryFolder

  init(_ path: String, _ temporary: TemporaryFolder) {
    (self.path, self.temporary) = (path, temporary)
  }

  /// The bytes that were last written under a name; `nil` where there are none.
  ///
  /// - Throws: `StoreError` where the file system refuses.
  public func read(_ name: String) throws -> [UInt8]? {
    guard try Files.find(file(name)) != nil else { return nil }
    return try Files.read(file(name))
  }

  /// Puts `bytes` in place of what is under a name, once they are on disk.
  ///
  /// - Precondition: the name is that of a file, without folders.
  /// - Throws: `StoreError` where the file system refuses; what was there before stays.
  public func write(_ name: String, _ bytes: [UInt8]) throws {
    let draft = try temporary.newPath()
    let target = file(name)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StoreError(system: "write", draft, code: errno) }
    do {
      try Files.append(bytes, to: descriptor, draft)
      guard fsync(descriptor) == 0 else { throw StoreError(system: "write", draft, code: errno) }
    } catch {
      close(descriptor)
      Files.remove(draft)
      throw error
    }
    guard close(descriptor) == 0 else { throw StoreError(system: "write", draft, code: errno) }
    try Files.makeFolder(path)
    try Files.rename(draft, to: target)
  }

  /// Removes all of it.
  func remove() {
    Files.remove(path)
    rmdir(Files.parent(of: path))
  }

  private func file(_ name: String) -> String {
    precondition(!name.isEmpty && !name.contains("/"), "'\(name)' is no name of a checkpoint")
    return "\(path)/\(name)"
  }
}

extension Store {
  /// Where the job of a key keeps what it can go on from.
  func checkpoints(of key: JobKey) -> CheckpointFolder {
    CheckpointFolder("\(checkpoints)/\("\(key)".prefix(2))/\(key)", temporary)
  }

  private var checkpoints: String { "\(folder)/checkpoints" }

  /// Checkpoints that no job will go on from: those of results that are stored, and those that nobody
  /// has written for a week.
  ///
  /// - Throws: `StoreError` where a folder cannot be read.
  public func abandonedCheckpoints() throws -> [String] {
    let limit = Files.now() - 7 * 24 * 3600 * 1_000_000_000
    let stored = Set(try keys().map { "\($0)" })
    return try Files.names(in: checkpoints).flatMap { start in
      try Files.names(in: "\(checkpoints)/\(start)").compactMap { name in
        let path = "\(checkpoints)/\(start)/\(name)"
        let written = Files.status(path)?.modified ?? 0
        return stored.contains(name) || written < limit ? path : nil
      }
    }
  }

  /// Removes folders that `abandonedCheckpoints` named.
  public func removeCheckpoints(_ paths: [String]) {
    for path in paths {
      Files.remove(path)
      rmdir(Files.parent(of: path))
    }
  }
}
