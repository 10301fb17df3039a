import Values

/// Tensors whose numbers lie in a file beside the model.
final class ONNXExternalData {
  private let files: FilesBeside

  /// - Parameter path: of the model.
  init(beside path: String) { files = FilesBeside(path) }

  /// The bytes that the pairs of a tensor name.
  ///
  /// - Parameter size: how many the tensor's shape needs.
  /// - Throws: `ModelError` where the file is not one that may be read, or has not these bytes.
  func read(_ pairs: [(key: String, value: String)], _ size: Int) throws(ModelError) -> [UInt8] {
    func number(_ key: String) throws(ModelError) -> Int? {
      guard let text = pairs.first(where: { $0.key == key })?.value else { return nil }
      guard let number = Int(text), number >= 0 else {
        throw ModelError("has its numbers in another file at \(key) \(quoted(text))")
      }
      return number
    }
    guard let location = pairs.first(where: { $0.key == "location" })?.value else {
      throw ModelError("has its numbers in another file, which it does not name")
    }
    let (offset, length) = (try number("offset") ?? 0, try number("length") ?? size)
    guard length == size else {
      throw ModelError("has \(length) bytes in another file, where its shape needs \(size)")
    }
    return try files.open(location).read(offset, length, "the numbers of a tensor")
  }
}

extension ONNXFile {
  /// The files beside a model that its tensors lie in; none where it cannot be read.
  static func filesBeside(_ path: String) -> [String] {
    guard let file = try? RandomAccessFile(path), holds("location", file),
      let model = try? ONNXFile(file)
    else { return [] }
    return FilesBeside.paths(model.locations, beside: path)
  }

  /// Whether a file has a word anywhere. The key of a tensor's file stands in it as it is, so that most
  /// models need not be read for the names of files.
  private static func holds(_ word: StaticString, _ file: RandomAccessFile) -> Bool {
    let (sought, length) = (word.utf8Start, word.utf8CodeUnitCount)
    for offset in stride(from: 0, to: file.size, by: 1 << 20) {
      let count = min(1 << 20 + length - 1, file.size - offset)
      guard let bytes = try? file.read(offset, count, "the file") else { return false }
      let isThere = bytes.withUnsafeBufferPointer { bytes in
        (0..<max(0, bytes.count - length + 1)).contains { place in
          bytes[place] == sought[0] && (1..<length).allSatisfy { bytes[place + $0] == sought[$0] }
        }
      }
      if isThere { return true }
    }
    return false
  }
}
