import Values

/// `.keras` files of Keras 3: a ZIP archive of `model.weights.h5`, the model's configuration and
/// facts about the file.
///
/// Source: keras/src/saving/saving_lib.py.
enum KerasArchive {
  private static let weights = "model.weights.h5"

  static func isArchive(_ archive: ZipArchive) -> Bool { archive[weights] != nil }

  /// The weights; metadata: `keras_version` and `model_config` as far as the archive has them.
  ///
  /// - Throws: `ModelError`.
  static func weights(_ archive: ZipArchive) throws(ModelError) -> ModelWeights {
    guard let member = archive[weights] else {
      throw archive.file.error("has no \(quoted(weights))")
    }
    let file = RandomAccessFile(
      try archive.bytes(of: member), path: "\(archive.file.path) (\(weights))")
    var result = try KerasFile(file).weights()
    func add(_ name: String, _ value: Value?) {
      guard let value, result[metadata: name] == nil else { return }
      result.metadata.append(.init(name, value))
    }
    if let facts = try text("metadata.json", archive), let tree = try? Value(json: facts) {
      add("keras_version", tree["keras_version"])
    }
    if let config = try text("config.json", archive) { add("model_config", .string(config)) }
    return result
  }

  private static func text(_ name: String, _ archive: ZipArchive) throws(ModelError) -> String? {
    guard let member = archive[name] else { return nil }
    return String(validating: try archive.bytes(of: member), as: UTF8.self)
  }
}
