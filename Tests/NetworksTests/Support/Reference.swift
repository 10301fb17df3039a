import Arithmetic
import Foundation
import Networks
import Support
import Testing

/// What Python read from a file of weights, to compare with.
struct Reference {
  /// One tensor: name, kept element type, shape, SHA-256 of its bytes.
  struct Entry: Equatable {
    var name: String
    var type: String
    var shape: [Int]
    var digest: String
  }

  var entries: [Entry] = []
  /// What the file says beside its tensors, as JSON.
  var facts: JSON

  /// Reads `path` with NumPy and `read_weights.py`.
  init(_ path: String) throws {
    let program = try TextFile.read("\(Repository.root)/Tests/Support/python/read_weights.py")
    let lines = try Repository.run(python: program, [path]).split(separator: "\n")
    for line in lines.dropLast() {
      let entry = try JSON(String(line))
      entries.append(
        Entry(
          name: try #require(entry["name"].text), type: try #require(entry["type"].text),
          shape: try #require(entry["shape"].list).compactMap(\.integer),
          digest: try #require(entry["sha256"].text)))
    }
    facts = try JSON(String(try #require(lines.last)))
  }

  /// The same facts about weights that lastbit read.
  static func entries(of weights: ModelWeights) throws -> [Entry] {
    let folder = try TemporaryFolder()
    var paths: [String] = []
    for (number, entry) in weights.entries.enumerated() {
      paths.append(try folder.write("\(number)", entry.tensor.withUnsafeBytes { Data($0) }))
    }
    let digests = try Repository.run(
      python: """
        import hashlib, sys
        for path in open(sys.argv[1]).read().split("\\n"):
          print(hashlib.sha256(open(path, "rb").read()).hexdigest())
        """, [try folder.write("paths", paths.joined(separator: "\n"))]
    ).split(separator: "\n")
    return zip(weights.entries, digests).map { entry, digest in
      Entry(
        name: entry.name, type: entry.tensor.type.rawValue, shape: entry.tensor.shape,
        digest: String(digest))
    }
  }
}

/// Reference files that are not part of the project, where they are present.
enum Shared {
  /// The file's path, in `$LASTBIT_SHARED` or in the folder `shared` beside the repository.
  static func path(_ name: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["LASTBIT_SHARED"] ?? "\(Repository.root)/../shared"
    let path = "\(folder)/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
