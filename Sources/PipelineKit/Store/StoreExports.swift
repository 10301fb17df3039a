internal import Files
import Synchronization

/// The files that a store's results were exported to.
extension Store {
  /// Whether `path` is still the file that an artifact of this digest was exported to.
  ///
  /// A file whose status changed, as by `chmod` or a copy to another disk, is read again.
  func isExported(_ digest: Digest, to path: String) -> Bool {
    guard let stamp = index.withLock({ $0.content.exports[path] }), stamp.file.digest == digest,
      let status = Files.status(path)
    else { return false }
    if stamp.file.matches(status) { return true }
    guard isContent(of: stamp, at: path, status) else { return false }
    var renewed = stamp
    renewed.file = FileStamp(path: path, status: status, digest: digest)
    try? index.withLock { (index) throws(StoreError) in try index.append([.export(renewed)]) }
    return true
  }

  /// Whether a file may be written at `path`: nothing is there, or what lastbit wrote and nobody has
  /// changed since, as this store's index or the mark on the file says.
  public func mayReplace(_ path: String) -> Bool {
    guard let status = Files.status(path) else { return true }
    let stamp = index.withLock { $0.content.exports[path] }
    if let stamp, stamp.file.matches(status) || isContent(of: stamp, at: path, status) {
      return true
    }
    // Versions that noted less wrote no marks; other stores' exports are known by them alone.
    if let stamp, stamp.content == nil, stamp.resembles(status) { return true }
    return stamp?.content == nil && FileMark.isIntact(path)
  }

  /// Notes that `path` now holds the artifact of this digest.
  func noteExport(_ digest: Digest, to path: String, of owner: ExportOwner) throws(StoreError) {
    guard let status = Files.status(path) else { return }
    let stamp = ExportStamp(
      file: FileStamp(path: path, status: status, digest: digest),
      content: try? Files.digest(path), owner: owner)
    try index.withLock { (index) throws(StoreError) in try index.append([.export(stamp)]) }
  }

  /// The files that runs of a manifest exported and that are still there as they were written, sorted
  /// by path.
  func exports(of manifest: ManifestIdentity) -> [StaleExport] {
    let stamps = index.withLock { Array($0.content.exports.values) }
    return stamps.compactMap { stamp in
      guard let owner = stamp.owner, owner.manifest == manifest,
        let status = Files.status(stamp.file.path), stamp.resembles(status)
      else { return nil }
      return StaleExport(
        path: stamp.file.path, stage: owner.stage, coordinates: owner.coordinates)
    }.sorted { $0.path < $1.path }
  }

  private func isContent(of stamp: ExportStamp, at path: String, _ status: Files.Status) -> Bool {
    guard let content = stamp.content, stamp.file.size == status.size, status.isFile else {
      return false
    }
    return (try? Files.digest(path)) == content
  }
}
