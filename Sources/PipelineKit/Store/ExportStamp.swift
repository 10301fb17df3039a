/// A file that a store's content was exported to, as it was written.
struct ExportStamp: Equatable {
  /// Its digest is that of the artifact and of what wrote it.
  var file: FileStamp
  /// SHA-256 of the file's bytes; `nil` in entries of versions that did not note it.
  var content: Digest?
  /// The job whose output it is; `nil` in entries of versions that did not note it.
  var owner: ExportOwner?

  /// Whether the file may still be what was written: as far as can be told without reading it.
  func resembles(_ status: Files.Status) -> Bool {
    file.size == status.size && file.modified == status.modified && file.inode == status.inode
  }

  var value: Value {
    var pairs: [Value.Pair] = []
    if case .map(let stamp) = file.value { pairs = stamp }
    if let content { pairs.append(.init("content", .string(content.hex))) }
    if let owner { pairs.append(.init("of", owner.value)) }
    return .map(pairs)
  }

  init(file: FileStamp, content: Digest?, owner: ExportOwner?) {
    self.file = file
    self.content = content
    self.owner = owner
  }

  init?(_ value: Value) {
    guard let file = FileStamp(value) else { return nil }
    self.file = file
    content = value["content"]?.text.flatMap { Digest(hex: $0) }
    owner = value["of"].flatMap { ExportOwner($0) }
  }
}

/// The job that a file was exported of.
struct ExportOwner: Equatable {
  var manifest: ManifestIdentity
  var stage: String
  var coordinates: Coordinates

  init(manifest: ManifestIdentity, stage: String, coordinates: Coordinates) {
    self.manifest = manifest
    self.stage = stage
    self.coordinates = coordinates
  }

  var value: Value {
    .map(
      manifest.pairs + [
        .init("stage", .string(stage)), .init("coordinates", coordinates.value),
      ])
  }

  init?(_ value: Value) {
    guard let manifest = ManifestIdentity(value), let stage = value["stage"]?.text,
      let coordinates = value["coordinates"].flatMap({ Coordinates($0) })
    else { return nil }
    self.init(manifest: manifest, stage: stage, coordinates: coordinates)
  }
}
