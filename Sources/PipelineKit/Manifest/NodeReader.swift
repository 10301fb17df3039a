/// Reads nodes as texts and typed values, with the names in scope replaced.
struct NodeReader {
  let diagnostics: DiagnosticCollector
  var scope: Scope
  /// Folder that relative paths start from, absolute.
  let folder: String

  func text(_ node: Node, _ what: String) -> String? {
    guard let node = scope.expand(node, diagnostics) else { return nil }
    guard let text = node.text, !node.isNull else {
      diagnostics.error("'\(what)' must be a text, not \(node.described)", at: node.mark)
      return nil
    }
    return text
  }

  /// One text, or a list of them.
  func texts(_ node: Node, _ what: String) -> [String]? {
    guard let node = scope.expand(node, diagnostics) else { return nil }
    guard case .sequence(let items) = node.content else { return text(literal: node, what) }
    let texts = items.map { text(literal: $0, what) }
    return texts.contains(nil) ? nil : texts.flatMap { $0 ?? [] }
  }

  /// The value of `node` as `type`, or `nil` after saying what is wrong with it.
  func value(_ node: Node, _ type: ParameterType, _ what: String) -> Value? {
    guard let node = scope.expand(node, diagnostics) else { return nil }
    return literal(node, type, what)
  }

  /// As `value`, for a node whose names are already replaced.
  func literal(_ node: Node, _ type: ParameterType, _ what: String) -> Value? {
    if case .list(let elementType, let minimumCount) = type {
      return list(node, of: elementType, minimumCount, what)
    }
    if type == .tree, node.text == nil { return tree(node, what) }
    guard let text = node.text, !node.isNull, let value = type.value(of: text, folder: folder)
    else {
      let hint: String?
      if case .choice(let choices) = type, let text = node.text {
        hint = Suggestion.hint(for: text, among: choices)
      } else {
        hint = nil
      }
      diagnostics.error(
        "'\(what)' must be \(type.described), not \(node.described)", at: node.mark, hint: hint)
      return nil
    }
    return value
  }

  private func list(
    _ node: Node, of type: ParameterType, _ minimumCount: Int, _ what: String
  ) -> Value? {
    guard case .sequence(let items) = node.content else {
      diagnostics.error(
        "'\(what)' must be \(ParameterType.list(of: type, minimumCount: minimumCount).described),"
          + " not \(node.described)", at: node.mark)
      return nil
    }
    guard items.count >= minimumCount else {
      diagnostics.error(
        "'\(what)' needs at least \(minimumCount) items, not \(items.count)", at: node.mark)
      return nil
    }
    let values = items.map { literal($0, type, what) }
    return values.contains(nil) ? nil : .list(values.compactMap { $0 })
  }

  private func tree(_ node: Node, _ what: String) -> Value? {
    switch node.content {
    case .scalar: return literal(node, .string, what)
    case .sequence(let items):
      let values = items.map { literal($0, .tree, what) }
      return values.contains(nil) ? nil : .list(values.compactMap { $0 })
    case .mapping(let entries):
      let pairs = entries.map { entry in
        literal(entry.value, .tree, entry.key).map { Value.Pair(entry.key, $0) }
      }
      return pairs.contains(nil) ? nil : .map(pairs.compactMap { $0 })
    }
  }

  private func text(literal node: Node, _ what: String) -> [String]? {
    guard let text = node.text, !node.isNull else {
      diagnostics.error("'\(what)' must be a text, not \(node.described)", at: node.mark)
      return nil
    }
    return [text]
  }
}
