import Glibc
import Values

/// Tensors whose numbers lie in a file beside the model.
///
/// Only regular files in the model's own folder are read, and no links: what a model names must not
/// reach what its reader may read and its author may not (onnx/onnx issues 3991, 7686, 7717).
final class ONNXExternalData {
  private let folder: String
  private var files: [String: RandomAccessFile] = [:]

  /// - Parameter path: of the model.
  init(beside path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    folder = parts.isEmpty ? "." : parts.joined(separator: "/")
  }

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
    let file = try open(location)
    return try file.read(offset, length, "the numbers of a tensor")
  }

  private func open(_ location: String) throws(ModelError) -> RandomAccessFile {
    if let file = files[location] { return file }
    guard Self.isPlainName(location) else {
      throw ModelError(
        "has its numbers in \(quoted(location)), which is no name of a file in the model's own folder"
      )
    }
    let path = folder.isEmpty ? "/\(location)" : "\(folder)/\(location)"
    let file = try RandomAccessFile(path, followsLinks: false)
    files[location] = file
    return file
  }

  /// Whether a location names a file in the same folder.
  static func isPlainName(_ location: String) -> Bool {
    !location.isEmpty && location != "." && location != ".."
      && !location.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 == 0 }
  }
}

extension ONNXFile {
  /// The files beside a model that its tensors lie in; none where it cannot be read.
  static func filesBeside(_ path: String) -> [String] {
    guard let file = try? RandomAccessFile(path), let model = try? ONNXFile(file) else { return [] }
    return model.locations.filter(ONNXExternalData.isPlainName).map { location in
      let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      return (folder + [Substring(location)]).joined(separator: "/")
    }
  }
}
