/// A file that a store's content was exported to, as it was written.
struct ExportStamp: Equatable {
  /// Its digest is that of the artifact and of what wrote it.
  var file: FileStamp
  /// SHA-256 of the file's bytes; `nil` in entries of versions that did not note it.
  var content: Digest?
  /// Whether the file may still be what was written: as far as can be told without reading it.
  func resembles(_ status: Files.Status) -> Bool {
    file.size == status.size && file.modified == status.modified && file.inode == status.inode
  }

  var value: Value {
    var pairs: [Value.Pair] = []
    if case .map(let stamp) = file.value { pairs = stamp }
    if let content { pairs.append(.init("content", .string(content.hex))) }
    return .map(pairs)
  }

  init(file: FileStamp, content: Digest?) {
    self.file = file
    self.content = content
  }

  init?(_ value: Value) {
    guard let file = FileStamp(value) else { return nil }
    self.file = file
    content = value["content"]?.text.flatMap { Digest(hex: $0) }
  }
}
