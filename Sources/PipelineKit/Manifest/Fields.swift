/// A mapping that is read key by key; keys nobody asked for are errors at their own places.
struct Fields {
  let mark: Mark
  private let what: String
  private var entries: [Node.Entry]
  private var known: [String] = []
  private let reader: NodeReader

  /// - Parameters:
  ///   - what: what the mapping describes, for messages: `stage 'warp'`.
  ///   - hint: how to write it.
  init?(_ node: Node, _ what: String, _ reader: NodeReader, hint: String? = nil) {
    guard case .mapping(let entries) = node.content else {
      let hint = Self.unspacedKey(node.text ?? "").map { "write a space after '\($0):'" } ?? hint
      reader.diagnostics.error(
        "\(what) must be a mapping (key: value), not \(node.described)", at: node.mark,
        hint: hint)
      return nil
    }
    self.mark = node.mark
    self.what = what
    self.entries = entries
    self.reader = reader
  }

  /// The entry under `key`, which from now on counts as known.
  mutating func take(_ key: String) -> Node.Entry? {
    known.append(key)
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    return entries.remove(at: index)
  }

  /// The value under `key`, which does not count as known for that.
  func peek(_ key: String) -> Node? { entries.first { $0.key == key }?.value }

  /// The value under `key`.
  mutating func node(_ key: String) -> Node? { take(key)?.value }

  /// The value under `key`; reports its absence at `place`, or else at the mapping, or a key there
  /// that is meant for it.
  mutating func required(_ key: String, at place: Mark? = nil) -> Node? {
    if let entry = take(key) { return entry.value }
    let index =
      entries.firstIndex { Self.unspacedKey($0.key) == key }
      ?? entries.firstIndex {
        !known.contains($0.key) && Suggestion.nearest(to: $0.key, among: [key]) != nil
      }
    if let index {
      report(unknown: entries.remove(at: index))
    } else {
      reader.diagnostics.error("\(what) needs the key '\(key)'", at: place ?? mark)
    }
    return nil
  }

  /// `uses` of `uses:x`, which YAML takes for one word.
  private static func unspacedKey(_ text: String) -> String? {
    guard let colon = text.firstIndex(of: ":"), Template.isName(String(text[..<colon])) else {
      return nil
    }
    return String(text[..<colon])
  }

  /// The text under `key`, names replaced.
  mutating func text(_ key: String) -> String? { node(key).flatMap { reader.text($0, key) } }

  /// The whole number under `key`.
  mutating func integer(_ key: String, _ range: ClosedRange<Int>) -> Int? {
    node(key).flatMap { node in
      let type = ParameterType.integer(minimum: range.lowerBound, maximum: range.upperBound)
      guard case .integer(let value)? = reader.value(node, type, key) else { return nil }
      return value
    }
  }

  /// One text, or a list of them, under `key`.
  mutating func texts(_ key: String) -> [String]? {
    node(key).flatMap { reader.texts($0, key) }
  }

  /// What is left, in order, for mappings whose keys are names.
  mutating func rest() -> [Node.Entry] {
    defer { entries = [] }
    return entries
  }

  /// The keys that have not been taken, with their places.
  var marks: [(key: String, mark: Mark)] { entries.map { ($0.key, $0.keyMark) } }

  /// Whether a key is there that has not been taken.
  func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// Reports every key that was not taken; true where there is one.
  @discardableResult func finish() -> Bool {
    for entry in entries { report(unknown: entry) }
    return !entries.isEmpty
  }

  private func report(unknown entry: Node.Entry) {
    let hint: String?
    if let key = Self.unspacedKey(entry.key), known.contains(key) {
      hint = "write a space after '\(key):'"
    } else {
      // A long list would hide the message.
      let list = known.count <= 12 ? "known are \(known.joined(separator: ", "))" : nil
      hint = Suggestion.hint(for: entry.key, among: known) ?? list
    }
    reader.diagnostics.error(
      "unknown key \(quoted(entry.key)) in \(what)", at: entry.keyMark, hint: hint)
  }
}
