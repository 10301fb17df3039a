/// A source file that is read for a job whose key says what it holds.
struct CheckedSource {
  private let item: SourceItem
  private let digest: Digest
  private let site: JobSite

  /// - Parameter digest: what the job's key was made from.
  init(_ item: SourceItem, _ digest: Digest, _ site: JobSite) {
    self.item = item
    self.digest = digest
    self.site = site
  }

  /// The artifact, read from the very bytes that the key was made from.
  ///
  /// - Throws: `ChangedSource` where they are others by now, or change meanwhile; the reader's errors.
  func read(warn: (String) -> Void) throws -> Artifact {
    try unchanged { try site.catalog.reader.read(item, warn: warn) }
  }

  /// Writes the very bytes that the key was made from to a new file.
  ///
  /// - Throws: as `read`; `StoreError` where the copy cannot be written.
  func copy(to path: String) throws {
    try unchanged { try Files.copy(item.path, to: path) }
  }

  /// - Throws: `ChangedSource` where the bytes are others by now than those that the key was made from.
  func requireUnchanged() throws {
    guard try site.version(of: item).digest == digest else { throw ChangedSource(item.path) }
  }

  private func unchanged<Result>(_ read: () throws -> Result) throws -> Result {
    let before = try site.version(of: item)
    guard before.digest == digest else { throw ChangedSource(item.path) }
    let result: Result
    do { result = try read() } catch {
      // Half of one file and half of another is no file at all.
      throw site.store.isUnchanged(before) ? error : ChangedSource(item.path)
    }
    guard site.store.isUnchanged(before) else { throw ChangedSource(item.path) }
    return result
  }
}

/// A source that is not what it was when its job's key was made.
struct ChangedSource: Error, CustomStringConvertible {
  var description: String

  init(_ path: String) {
    description =
      "\(quoted(path)) has changed since the run began; run again to compute with what it holds now"
  }
}
