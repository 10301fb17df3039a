import Values

/// Files in the folder of a model, that it keeps its tensors in.
///
/// Only regular files in the model's own folder are read, and no links: what a model names must not
/// reach what its reader may read and its author may not (onnx/onnx issues 3991, 7686, 7717).
final class FilesBeside {
  private let folder: String
  private var files: [String: RandomAccessFile] = [:]

  /// - Parameter path: of the model.
  init(_ path: String) { folder = Self.folder(of: path) }

  /// - Throws: `ModelError` where the file is not one that may be read.
  func open(_ name: String) throws(ModelError) -> RandomAccessFile {
    if let file = files[name] { return file }
    guard Self.isPlainName(name) else {
      throw ModelError(
        "has its numbers in \(quoted(name)), which is no name of a file in the model's own folder")
    }
    let file = try RandomAccessFile("\(folder)/\(name)", followsLinks: false)
    files[name] = file
    return file
  }

  /// Paths of files beside the model at `path`, as far as their names are plain.
  static func paths(_ names: [String], beside path: String) -> [String] {
    names.filter(isPlainName).map { "\(folder(of: path))/\($0)" }
  }

  private static func folder(of path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// Whether a location names a file in the same folder.
  private static func isPlainName(_ location: String) -> Bool {
    !location.isEmpty && location != "." && location != ".."
      && !location.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 == 0 }
  }
}
