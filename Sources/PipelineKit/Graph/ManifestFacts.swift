/// What a manifest says, word for word: it is kept with the results, so that they can be made again
/// where the file is gone. No key depends on it.
public struct ManifestFacts: Sendable, Equatable {
  /// A manifest's file as it was read.
  public struct File: Sendable, Equatable {
    /// Absolute.
    public var path: String
    /// SHA-256 of the text.
    public var digest: Digest
    /// Without a byte order mark.
    public var text: String

    init(path: String, text: String) {
      self.path = path
      self.text = text
      var hasher = ByteHasher()
      Array(text.utf8).withUnsafeBytes { hasher.update($0) }
      digest = hasher.finalize()
    }
  }

  /// `seed:` of the manifest, which jobs' seeds follow from; 0 where it has none.
  public var seed: Int
  /// Every param with its value, in the manifest's order.
  public var params: [ManifestIdentity.Setting]
  /// The manifest, then those that it uses, by path.
  public var files: [File]

  public init(seed: Int, params: [ManifestIdentity.Setting], files: [File]) {
    self.seed = seed
    self.params = params
    self.files = files
  }

  /// Texts that are longer together are left out of results, of which there are many; those of stages
  /// that ask for their lineage have them whatever their length.
  static let mostBytes = 1 << 16

  /// The facts as fields of provenance.
  ///
  /// - Parameter isWhole: whether texts of any length are among them.
  func pairs(isWhole: Bool) -> [Value.Pair] {
    let isWhole = isWhole || files.reduce(0) { $0 + $1.text.utf8.count } <= Self.mostBytes
    return [
      .init("manifest_seed", .integer(seed)),
      .init("params", .map(params.map { .init($0.name, .string($0.value)) })),
      .init(
        "manifests",
        .list(
          files.map { file in
            .map(
              [.init("file", .string(file.path)), .init("sha256", .string(file.digest.hex))]
                + (isWhole ? [.init("text", .string(file.text))] : []))
          })),
    ]
  }
}

extension ManifestFacts {
  /// - Parameters:
  ///   - path: the manifest's own, absolute.
  ///   - texts: what it and those that it uses hold, by path.
  init(_ manifest: Manifest, path: String, _ texts: [String: [UInt8]]) {
    let others = texts.keys.filter { $0 != path }.sorted()
    self.init(
      seed: manifest.seed ?? 0, params: manifest.values,
      files: ([path] + others).compactMap { path in
        texts[path].map { File(path: path, text: String(decoding: $0, as: UTF8.self)) }
      })
  }
}

extension ManifestFacts {
  /// The facts as a tree, for orders.
  var value: Value {
    [
      "seed": .integer(seed),
      "params": .map(params.map { .init($0.name, .string($0.value)) }),
      "files": .list(files.map { ["path": .string($0.path), "text": .string($0.text)] }),
    ]
  }

  /// Reads facts back; `nil` where the tree is none.
  init?(_ value: Value) {
    guard let seed = value["seed"]?.integer, case .map(let params)? = value["params"],
      case .list(let files)? = value["files"]
    else { return nil }
    self.init(
      seed: seed, params: params.compactMap { pair in pair.value.text.map { .init(pair.key, $0) } },
      files: files.compactMap { file in
        guard let path = file["path"]?.text, let text = file["text"]?.text else { return nil }
        return File(path: path, text: text)
      })
  }
}
