/// A piece of YAML with the place it was read at.
///
/// Scalars stay text as written: what they mean follows from what the key declares, so that an
/// identifier such as `0051` is never read as a number.
public struct Node: Sendable, Equatable {
  public var mark: Mark
  public var content: Content

  public enum Content: Sendable, Equatable {
    /// `isPlain` is false for quoted and block scalars.
    case scalar(String, isPlain: Bool)
    case sequence([Node])
    case mapping([Entry])
  }

  /// One key of a mapping and its value.
  public struct Entry: Sendable, Equatable {
    public var key: String
    public var keyMark: Mark
    public var value: Node

    public init(key: String, keyMark: Mark, value: Node) {
      self.key = key
      self.keyMark = keyMark
      self.value = value
    }
  }

  public init(_ content: Content, at mark: Mark) {
    self.content = content
    self.mark = mark
  }

  /// The text of a scalar.
  public var text: String? {
    guard case .scalar(let text, _) = content else { return nil }
    return text
  }

  /// Whether nothing was written, or `null` or `~`.
  public var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return text.isEmpty || text == "null" || text == "~"
  }

  /// What the node is, for messages: `a list`, `a mapping`, `nothing` or the text itself.
  var described: String {
    switch content {
    case .scalar(let text, _): isNull ? "nothing" : quoted(text)
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}
