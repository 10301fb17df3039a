import Synchronization

extension Store {
  /// SHA-256 of a source file's bytes; read again only when its size, time or inode changed.
  ///
  /// - Throws: `StoreError` where the file cannot be read.
  public func digest(ofSource path: String) throws(StoreError) -> Digest {
    guard let before = Files.status(path) else {
      throw StoreError(path, "cannot find the source file '\(path)'")
    }
    guard !before.isFolder else { throw StoreError(path, "'\(path)' is a folder, not a file") }
    if let stamp = index.withLock({ $0.content.sources[path] }), stamp.matches(before) {
      return stamp.digest
    }
    let digest = try Files.digest(path)
    // A file written a moment ago may change again within one tick of its clock.
    if Files.now() - before.modified > 2_000_000_000, Files.status(path) == before {
      let stamp = FileStamp(path: path, status: before, digest: digest)
      try? index.withLock { (index) throws(StoreError) in try index.append([.source(stamp)]) }
    }
    return digest
  }

  /// Whether `path` is still the file that an artifact of this digest was exported to.
  func isExported(_ digest: Digest, to path: String) -> Bool {
    guard let status = Files.status(path), let stamp = index.withLock({ $0.content.exports[path] })
    else { return false }
    return stamp.digest == digest && stamp.matches(status)
  }

  /// Notes that `path` now holds the artifact of this digest.
  func noteExport(_ digest: Digest, to path: String) throws(StoreError) {
    guard let status = Files.status(path) else { return }
    let stamp = FileStamp(path: path, status: status, digest: digest)
    try index.withLock { (index) throws(StoreError) in try index.append([.export(stamp)]) }
  }
}
