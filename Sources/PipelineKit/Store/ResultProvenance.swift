/// Where a stored result comes from, whole: what its own file says, and all that led to it. It is
/// enough to make the result again.
public struct ResultProvenance: Sendable {
  /// The root attributes of the result's file, in order.
  public var facts: [Value.Pair]
  public var ancestry: Ancestry
  /// What of its ancestry is not as expected; `nil` where no manifest is there to say what is.
  public var unmet: [UnmetExpectation]?

  public init(
    facts: [Value.Pair], ancestry: Ancestry, unmet: [UnmetExpectation]? = nil
  ) {
    self.facts = facts
    self.ancestry = ancestry
    self.unmet = unmet
  }

  public subscript(name: String) -> Value? { facts.first { $0.key == name }?.value }

  /// The manifests that were run, the one that was given first: path, SHA-256, and the text, where it
  /// is kept.
  public var manifests: [(path: String, digest: String, text: String?)] {
    guard case .list(let files)? = self["manifests"] else { return [] }
    return files.compactMap { file in
      guard let path = file["file"]?.text, let digest = file["sha256"]?.text else { return nil }
      return (path, digest, file["text"]?.text)
    }
  }

  /// Names and texts of a field that maps names to texts, such as `params` and `settings`.
  public func texts(_ name: String) -> [(name: String, text: String)] {
    guard case .map(let pairs)? = self[name] else { return [] }
    return pairs.compactMap { pair in pair.value.text.map { (pair.key, $0) } }
  }

  /// The call that runs the manifest again, quoted for a shell; `nil` where no file was run.
  public var command: String? {
    guard let file = self["manifest_file"]?.text, !file.isEmpty else { return nil }
    let settings = texts("settings").flatMap { ["--set", "\($0.name)=\($0.text)"] }
    return (["lastbit", "run", file] + settings).map(ShellWord.quoted).joined(separator: " ")
  }
}

extension Store {
  /// Where the result of `key` comes from, whole, but for what was expected.
  ///
  /// - Throws: as `load(_:port:)`.
  public func wholeProvenance(of key: JobKey) throws -> ResultProvenance {
    ResultProvenance(facts: try provenance(of: key), ancestry: try ancestry(of: key))
  }
}
