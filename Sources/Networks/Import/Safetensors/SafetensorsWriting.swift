import Glibc
import Values

extension ModelWeights {
  /// Writes the tensors as a safetensors file, whole or not at all, in the types that they have in
  /// memory; metadata that are not texts are written as JSON.
  ///
  /// - Throws: `ModelError` where the file cannot be written.
  public func writeSafetensors(to path: String) throws(ModelError) {
    let temporary = "\(path).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path) }
    var isWritten = safetensorsHeader.withUnsafeBytes { Self.write($0, to: descriptor) }
    for entry in entries where isWritten {
      isWritten = entry.tensor.withUnsafeBytes { Self.write($0, to: descriptor) }
    }
    isWritten = isWritten && fsync(descriptor) == 0
    let error = errno
    let isClosed = close(descriptor) == 0
    guard isWritten, isClosed, rename(temporary, path) == 0 else {
      if !isWritten { errno = error }
      let failure = Self.failure(path)
      unlink(temporary)
      throw failure
    }
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

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.write(descriptor, part.baseAddress, part.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func failure(_ path: String) -> ModelError {
    ModelError("cannot be written: \(String(cString: strerror(errno)))", file: path)
  }
}
