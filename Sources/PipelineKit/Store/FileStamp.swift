/// A version of a file and what is known of its content, so that it need not be read again.
struct FileStamp: Equatable {
  var path: String
  var size: Int
  /// Nanoseconds since 1970.
  var modified: Int
  /// `nil` where a change since might not show, and in entries of versions that did not note it: nothing
  /// matches such a stamp.
  var changed: Int?
  var inode: UInt64
  /// Digest of the file's bytes, or of the artifact that was exported to it.
  var digest: Digest

  init(path: String, status: Files.Status, digest: Digest) {
    self.path = path
    self.size = status.size
    self.modified = status.modified
    self.changed = status.changed
    self.inode = status.inode
    self.digest = digest
  }

  /// Whether the file at `path` is certainly as it was.
  func matches(_ status: Files.Status) -> Bool {
    size == status.size && modified == status.modified && inode == status.inode
      && changed == status.changed
  }

  var value: Value {
    .map(
      [
        Value.Pair("path", .string(path)), .init("size", .integer(size)),
        .init("modified", .integer(modified)),
      ] + (changed.map { [.init("changed", .integer($0))] } ?? [])
        + [.init("inode", .string(String(inode))), .init("digest", .string(digest.hex))])
  }

  init?(_ value: Value) {
    guard let path = value["path"]?.text, let size = value["size"]?.integer,
      let modified = value["modified"]?.integer,
      let inode = value["inode"]?.text.flatMap({ UInt64($0) }),
      let digest = value["digest"]?.text.flatMap({ Digest(hex: $0) })
    else { return nil }
    self.path = path
    self.size = size
    self.modified = modified
    self.changed = value["changed"]?.integer
    self.inode = inode
    self.digest = digest
  }
}
