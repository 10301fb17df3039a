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
    let before = try site.version(of: item)
    guard before.digest == digest else { throw ChangedSource(item.path) }
    let artifact: Artifact
    do { artifact = try site.catalog.reader.read(item, warn: warn) } catch {
      // Half of one file and half of another is no file at all.
      throw site.store.isUnchanged(before) ? error : ChangedSource(item.path)
    }
    guard site.store.isUnchanged(before) else { throw ChangedSource(item.path) }
    return artifact
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
