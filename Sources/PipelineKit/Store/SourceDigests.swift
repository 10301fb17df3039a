import Synchronization

/// A source's files as they were when their bytes were digested.
struct SourceVersion: Sendable {
  /// SHA-256 of the only file's bytes, or over those of all files in order.
  var digest: Digest
  fileprivate var files: [File]

  /// Each file with the SHA-256 of its bytes.
  var contents: [(path: String, digest: Digest)] { files.map { ($0.path, $0.digest) } }

  fileprivate struct File: Sendable {
    var path: String
    var digest: Digest
    var status: Files.Status
    /// Whether a change since would show in its status.
    var isSettled: Bool
  }
}

extension Store {
  /// What the files of a source hold; read again only where their status changed.
  ///
  /// - Throws: `StoreError` where one cannot be read.
  func version(ofSource paths: [String]) throws(StoreError) -> SourceVersion {
    var files: [SourceVersion.File] = []
    for path in paths { files.append(try file(path)) }
    if files.count == 1 { return SourceVersion(digest: files[0].digest, files: files) }
    var hasher = FieldHasher()
    hasher.add(tag: "files", files.count)
    for file in files { hasher.add(tag: "digest", file.digest) }
    return SourceVersion(digest: hasher.finalize(), files: files)
  }

  /// Whether nothing has changed in a source's files since.
  func isUnchanged(_ version: SourceVersion) -> Bool {
    version.files.allSatisfy { file in
      guard Files.status(file.path) == file.status else { return false }
      return file.isSettled || (try? Files.digest(file.path)) == file.digest
    }
  }

  private func file(_ path: String) throws(StoreError) -> SourceVersion.File {
    guard let before = Files.status(path) else {
      throw StoreError(path, "cannot find the source file '\(path)'")
    }
    guard before.isFile else {
      let what = before.isFolder ? "a folder, not a file" : "no regular file"
      throw StoreError(path, "'\(path)' is \(what)")
    }
    if let stamp = index.withLock({ $0.content.sources[path] }), stamp.matches(before) {
      return .init(path: path, digest: stamp.digest, status: before, isSettled: true)
    }
    let isSettled = before.isSettled
    let digest = try Files.digest(path)
    let isKnown = index.withLock { $0.content.sources[path] != nil }
    // Who only plans makes no store.
    if isSettled || !isKnown, Files.status(folder) != nil, Files.status(path) == before {
      var stamp = FileStamp(path: path, status: before, digest: digest)
      // Noted as a file that is read; it vouches for nothing.
      if !isSettled { stamp.changed = nil }
      try? index.withLock { (index) throws(StoreError) in try index.append([.source(stamp)]) }
    }
    return .init(path: path, digest: digest, status: before, isSettled: isSettled)
  }
}
