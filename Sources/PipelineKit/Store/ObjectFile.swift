import CHDF5

/// One HDF5 file of the store: the outputs of a job and where they come from.
///
/// Each output port is a group with attributes `type`, `digest`, `json` (names of the attributes
/// that hold JSON text) and the artifact's own; data sets lie in the group. The root group's
/// attributes are the provenance, `json` naming those that hold JSON text. An `ObjectHeader` lies in
/// front; reading expects that it was verified.
enum ObjectFile {
  /// What the store needs to know of an output without reading its arrays.
  struct PortSummary: Sendable, Equatable {
    var type: ArtifactType
    var digest: Digest
  }

  /// Attribute names of a port's group that artifacts cannot use.
  static let reservedAttributes: Set<String> = ["type", "digest", "json"]

  /// Writes a whole file behind `block` bytes for its header.
  ///
  /// - Parameter file: new and empty.
  /// - Throws: `StoreError` where the system does not let it be written; `HDF5Error`.
  static func write(
    to file: OpenFile, block: Int,
    outputs: [(port: String, artifact: Artifact, digest: Digest)], provenance: [Value.Pair],
    threads: Int
  ) throws {
    // Packed before the library is locked.
    let chunks = try outputs.map { output in
      try output.artifact.datasets.map {
        output.artifact.type.isPacked ? try PackedChunks($0.elements, threads: threads) : nil
      }
    }
    let bytes = try HDF5Bytes(file)
    try HDF5.locked {
      let access = try HDF5.fileAccess(to: bytes)
      let creation = try HDF5.fileCreation(block: block)
      let (accessID, creationID) = (access.id, creation.id)
      let handle = try Handle("make '\(file.path)'") {
        H5Fcreate(file.path, lb_H5F_ACC_TRUNC(), creationID, accessID)
      }
      try write(outputs, chunks, provenance, to: handle.id, bytes)
      try handle.closeFile()
    }
    try bytes.finish()
  }

  private static func write(
    _ outputs: [(port: String, artifact: Artifact, digest: Digest)], _ chunks: [[PackedChunks?]],
    _ provenance: [Value.Pair], to file: hid_t, _ bytes: HDF5Bytes
  ) throws {
    try write(provenance, to: file)
    for (output, chunks) in zip(outputs, chunks) {
      let (creationID, namesID) = (try HDF5.orderedGroups(), try HDF5.linkNames())
      let group = try Handle("make group '\(output.port)'") {
        H5Gcreate2(file, output.port, namesID, creationID, hid_t(H5P_DEFAULT))
      }
      let facts: [Value.Pair] = [
        .init("type", .string(output.artifact.type.rawValue)),
        .init("digest", .string(output.digest.hex)),
      ]
      try write(facts + output.artifact.attributes, to: group.id)
      for (dataset, chunks) in zip(output.artifact.datasets, chunks) {
        try HDF5.write(dataset.elements, chunks, named: dataset.name, to: group.id)
        // A disk that is full is not waited for until the last array.
        try bytes.check()
      }
    }
  }

  private static func write(_ attributes: [Value.Pair], to group: hid_t) throws(HDF5Error) {
    var names: [Value] = []
    for attribute in attributes {
      if try HDF5.write(attribute.value, attribute: attribute.key, to: group) {
        names.append(.string(attribute.key))
      }
    }
    if !names.isEmpty { _ = try HDF5.write(.list(names), attribute: "json", to: group) }
  }

  /// The provenance of a file, in the order it was written.
  static func readProvenance(_ file: OpenFile) throws -> [Value.Pair] {
    try reading(file) { bytes throws in
      try HDF5.locked {
        let handle = try open(file, bytes)
        return try readAttributes(of: handle.id)
      }
    }
  }

  /// The artifact on `port`, with all of its data set `data` or those of its first indices that
  /// `rows` has.
  static func readArtifact(_ file: OpenFile, port: String, rows: Range<Int>? = nil) throws
    -> ArtifactPart
  {
    try reading(file) { try readArtifact(file, $0, port: port, rows: rows) }
  }

  private static func readArtifact(
    _ file: OpenFile, _ bytes: HDF5Bytes, port: String, rows: Range<Int>?
  ) throws -> ArtifactPart {
    let handles = OpenHandles()
    let (group, stored, names) = try HDF5.locked {
      let handle = handles.keep(try open(file, bytes))
      let group = handles.keep(try openGroup(port, of: handle))
      return (group, try readAttributes(of: group), try memberNames(of: group))
    }
    let facts = stored.filter { reservedAttributes.contains($0.key) }
    let attributes = stored.filter { !reservedAttributes.contains($0.key) }
    guard let name = facts.first(where: { $0.key == "type" })?.value.text, !name.isEmpty else {
      throw HDF5Error(action: "read port '\(port)'", cause: "its type is not known")
    }
    var rowCount = 0
    let datasets = try names.map { name in
      let (elements, extent) = try HDF5.readElements(
        named: name, from: group, rows: name == "data" ? rows : nil)
      if name == "data" { rowCount = extent }
      return Dataset(name, elements)
    }
    return ArtifactPart(
      artifact: Artifact(type: ArtifactType(name), datasets: datasets, attributes: attributes),
      rowCount: rowCount)
  }

  private static func readAttributes(of group: hid_t) throws(HDF5Error) -> [Value.Pair] {
    var attributes = try HDF5.readAttributes(of: group)
    guard let index = attributes.firstIndex(where: { $0.key == "json" }),
      case .list(let names) = attributes.remove(at: index).value
    else { return attributes }
    for index in attributes.indices where names.contains(.string(attributes[index].key)) {
      guard let text = attributes[index].value.text, let value = try? Value(json: text) else {
        throw HDF5Error(
          action: "read attribute '\(attributes[index].key)'", cause: "it is not JSON text")
      }
      attributes[index].value = value
    }
    return attributes
  }

  /// Where the library fails because the system did, the system's reason is thrown.
  private static func reading<Content>(
    _ file: OpenFile, _ body: (HDF5Bytes) throws -> Content
  ) throws -> Content {
    let bytes = try HDF5Bytes(file)
    do { return try body(bytes) } catch {
      try bytes.check()
      throw error
    }
  }

  private static func open(_ file: OpenFile, _ bytes: HDF5Bytes) throws(HDF5Error) -> Handle {
    let access = try HDF5.fileAccess(to: bytes)
    let accessID = access.id
    return try Handle("open it") { H5Fopen(file.path, lb_H5F_ACC_RDONLY(), accessID) }
  }

  private static func openGroup(_ name: String, of file: hid_t) throws(HDF5Error) -> Handle {
    try Handle("open port '\(name)'") { H5Gopen2(file, name, hid_t(H5P_DEFAULT)) }
  }

  /// Names of groups and data sets in `group`, in the order they were made.
  private static func memberNames(of group: hid_t) throws(HDF5Error) -> [String] {
    var info = H5G_info_t()
    try check("list its members") { H5Gget_info(group, &info) }
    var names: [String] = []
    for index in 0..<info.nlinks {
      func read(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
        H5Lget_name_by_idx(
          group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, index, buffer, size, hid_t(H5P_DEFAULT))
      }
      let length = try check("list its members") { read(nil, 0) }
      var name = [CChar](repeating: 0, count: length + 1)
      try check("list its members") { read(&name, length + 1) }
      names.append(
        String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    return names
  }
}
