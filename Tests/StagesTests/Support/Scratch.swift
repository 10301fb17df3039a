import Foundation

/// A folder for one test, removed afterwards.
struct Scratch: ~Copyable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "lastbit-stages-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` in the folder.
  func file(_ name: String) -> String { path + "/" + name }

  /// Writes `text` into `name` and returns its path.
  func write(_ text: String, _ name: String) throws -> String {
    try text.write(toFile: file(name), atomically: true, encoding: .utf8)
    return file(name)
  }
}
