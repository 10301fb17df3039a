import FoundationEssentials
import PipelineKit

/// A folder of its own for one test, removed afterwards.
final class Workspace: Sendable {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/lastbit-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Writes a file, making its folders.
  func write(_ bytes: [UInt8], to name: String) throws {
    let path = folder + "/" + name
    let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    try FileManager.default.createDirectory(
      atPath: String(parent), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: path))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Makes empty files.
  func touch(_ names: String...) throws {
    for name in names { try write([], to: name) }
  }

  /// The graph of a manifest written to `m.yaml`.
  func load(_ yaml: String, set settings: [(name: String, value: String)] = []) throws -> JobGraph {
    try write(yaml, to: "m.yaml")
    return try ManifestLoader(catalog: testCatalog)
      .load(path: folder + "/m.yaml", settings: settings)
  }

  /// What is wrong with a manifest written to `m.yaml`, as it is printed, without this folder's path;
  /// empty where nothing is.
  func problems(
    _ yaml: String, set settings: [(name: String, value: String)] = []
  ) throws -> String {
    try write(yaml, to: "m.yaml")
    return problems(inFile: "m.yaml", set: settings)
  }

  /// What the checker warns of in a manifest written to `m.yaml` that has no problems, a message each.
  func warnings(_ yaml: String) throws -> [String] {
    try load(yaml).warnings.map { warning in
      ([warning.message] + (warning.hint.map { [$0] } ?? [])).joined(separator: "; ")
        .replacing(folder + "/", with: "")
    }
  }

  func problems(
    inFile name: String, set settings: [(name: String, value: String)] = []
  ) -> String {
    do {
      _ = try ManifestLoader(catalog: testCatalog)
        .load(path: folder + "/" + name, settings: settings)
      return ""
    } catch {
      return error.rendered.replacing(folder + "/", with: "")
    }
  }
}
