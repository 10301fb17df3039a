public import Foundation

/// A folder of a test's own, removed when the value goes.
public final class TemporaryFolder: Sendable {
  /// Absolute, without symbolic links.
  public let path: String

  public init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("lastbit-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The absolute path of `name`.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a text file, and the folders above it; returns its absolute path.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  /// Writes a file, and the folders above it; returns its absolute path.
  @discardableResult
  public func write(_ name: String, _ data: Data) throws -> String {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    return url.path
  }

  /// The bytes of a file.
  public func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  public func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Paths of all files, relative to the folder, sorted.
  public func files(under name: String = "") -> [String] {
    let root = name.isEmpty ? path : path(name)
    guard let all = FileManager.default.enumerator(atPath: root) else { return [] }
    return all.compactMap { $0 as? String }
      .filter { entry in
        var isFolder: ObjCBool = false
        FileManager.default.fileExists(atPath: "\(root)/\(entry)", isDirectory: &isFolder)
        return !isFolder.boolValue
      }.sorted()
  }
}
