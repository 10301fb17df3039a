import Files
import Values

extension ModelWeights {
  /// Writes the tensors as a safetensors file, whole or not at all, in the types that they have in
  /// memory; metadata that are not texts are written as JSON.
  ///
  /// - Throws: `ModelError` where the file cannot be written.
  public func writeSafetensors(to path: String) throws(ModelError) {
    do {
      let file = try AtomicFile(path)
      try file.write(safetensorsHeader)
      for entry in entries {
        let result = entry.tensor.withUnsafeBytes { bytes in
          Result { () throws(FileError) in try file.write(bytes) }
        }
        try result.get()
      }
      try file.publish()
    } catch {
      throw ModelError(error.reason, file: error.path)
    }
  }

  /// The bytes of such a file.
  public var safetensors: [UInt8] {
    var bytes = safetensorsHeader
    for entry in entries { entry.tensor.withUnsafeBytes { bytes += $0 } }
    return bytes
  }

  /// The weights that the bytes of such a file hold.
  ///
  /// - Parameter name: how errors call the file.
  /// - Throws: `ModelError` where they are not whole.
  public init(safetensors bytes: [UInt8], named name: String) throws(ModelError) {
    self = try SafetensorsFile(RandomAccessFile(bytes, path: name)).weights()
  }

  /// Length, JSON, and spaces up to a multiple of eight bytes.
  private var safetensorsHeader: [UInt8] {
    var pairs: [Value.Pair] = []
    if !metadata.isEmpty {
      let texts = metadata.map { pair in
        if case .string = pair.value { return pair }
        return Value.Pair(pair.key, .string(pair.value.json()))
      }
      pairs.append(.init("__metadata__", .map(texts)))
    }
    var start = 0
    for entry in entries {
      let type = entry.tensor.type
      let end = start + entry.tensor.count * type.size
      pairs.append(
        .init(
          entry.name,
          [
            "dtype": .string(type.safetensors),
            "shape": .list(entry.tensor.shape.map(Value.integer)),
            "data_offsets": [.integer(start), .integer(end)],
          ]))
      start = end
    }
    var text = Array(Value.map(pairs).json().utf8)
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
  }
}
