/// The names that `$name` can mean at one place of a manifest, and what they stand for.
struct Scope {
  /// What a name stands for: text, or a list of texts.
  enum Binding: Hashable {
    case text(String)
    case list([String])
    /// A value that is wrong, as has been reported where it was given.
    case broken

    /// Whether the value is longer than `maximumItems` and `maximumBytes` allow: written at many
    /// places it would fill the memory.
    var isTooLong: Bool {
      switch self {
      case .text(let text): text.utf8.count > Scope.maximumBytes
      case .list(let items):
        items.count > Scope.maximumItems || items.contains { $0.utf8.count > Scope.maximumBytes }
      case .broken: false
      }
    }
  }

  static let maximumItems = 1000
  static let maximumBytes = 4096
  /// How long a text, and how large a list, may become when its names are replaced.
  private static let maximumExpansion = 100_000

  var bindings: [String: Binding]
  /// Axes that come from outside the manifest and have the name of one of its params, which hides
  /// them.
  var hiddenAxes: Set<String> = []
  /// Params whose values are paths: in a pattern they stand for themselves, whatever they are called.
  var paths: Set<String> = []
  /// Those of them that the command line gives, as `--set name=text` has them.
  var settings: [String: String] = [:]

  init(_ bindings: [String: Binding] = [:]) { self.bindings = bindings }

  /// The scope for patterns, in which the values of params that are paths match only themselves.
  var escapingPaths: Scope {
    var scope = self
    for name in paths {
      guard case .text(let path)? = bindings[name] else { continue }
      scope.bindings[name] = .text(GlobPattern.escaped(path))
    }
    return scope
  }

  /// The scope with axes and their values added.
  func adding(_ axes: some Sequence<(String, String)>) -> Scope {
    var scope = self
    for (axis, value) in axes where !hiddenAxes.contains(axis) {
      scope.bindings[axis] = .text(value)
    }
    return scope
  }

  /// The scope with axes added whose values are not known, for reasons that are reported.
  func adding(unknown axes: [String]) -> Scope {
    var scope = self
    for axis in axes where !hiddenAxes.contains(axis) { scope.bindings[axis] = .broken }
    return scope
  }

  /// `node` with every name replaced; a scalar that is only `$name` becomes what the name stands
  /// for, a list included. `nil` where `diagnostics` says what is wrong.
  func expand(_ node: Node, _ diagnostics: DiagnosticCollector) -> Node? {
    switch node.content {
    case .scalar(let text, let isPlain):
      guard text.utf8.contains(UInt8(ascii: "$")) else { return node }
      return expand(text, isPlain, node.mark, diagnostics)
    case .sequence(let items):
      var expanded: [Node] = []
      var growth = 0
      for item in items {
        guard let node = expand(item, diagnostics) else { return nil }
        if item.text != nil, case .sequence(let list) = node.content { growth += list.count }
        guard growth <= Self.maximumExpansion else {
          diagnostics.error("the list becomes too long", at: item.mark)
          return nil
        }
        expanded.append(node)
      }
      return Node(.sequence(expanded), at: node.mark)
    case .mapping(let entries):
      var expanded: [Node.Entry] = []
      for var entry in entries {
        guard let value = expand(entry.value, diagnostics) else { continue }
        entry.value = value
        expanded.append(entry)
      }
      guard expanded.count == entries.count else { return nil }
      return Node(.mapping(expanded), at: node.mark)
    }
  }

  /// Every name that occurs in `node`; malformed texts are left to `expand` to report.
  static func names(in node: Node) -> Set<String> {
    switch node.content {
    case .scalar(let text, _):
      guard text.utf8.contains(UInt8(ascii: "$")) else { return [] }
      return Set((try? Template(text))?.names ?? [])
    case .sequence(let items): return items.reduce(into: []) { $0.formUnion(names(in: $1)) }
    case .mapping(let entries):
      return entries.reduce(into: []) { $0.formUnion(names(in: $1.value)) }
    }
  }

  private func expand(
    _ text: String, _ isPlain: Bool, _ mark: Mark, _ diagnostics: DiagnosticCollector
  ) -> Node? {
    let template: Template
    do {
      template = try Template(text)
    } catch {
      var mark = mark
      if isPlain { mark.column += error.offset }
      diagnostics.error(error.message, at: mark)
      return nil
    }
    for name in template.names where bindings[name] == nil {
      let hint = Suggestion.nearest(to: name, among: bindings.keys.sorted())
        .map { "did you mean '$\($0)'?" }
      diagnostics.error("nothing here is called '$\(name)'", at: mark, hint: hint)
      return nil
    }
    guard !template.names.contains(where: { bindings[$0] == .broken }) else { return nil }
    if let name = template.wholeName, case .list(let items)? = bindings[name] {
      return Node(
        .sequence(items.map { Node(.scalar($0, isPlain: false), at: mark) }), at: mark)
    }
    var expanded = ""
    for piece in template.pieces {
      switch piece {
      case .text(let text): expanded += text
      case .name(let name):
        guard case .text(let value)? = bindings[name] else {
          diagnostics.error("'$\(name)' is a list and cannot stand inside a text", at: mark)
          return nil
        }
        expanded += value
      }
      guard expanded.utf8.count <= max(Self.maximumExpansion, text.utf8.count) else {
        diagnostics.error("the text becomes too long", at: mark)
        return nil
      }
    }
    return Node(.scalar(expanded, isPlain: false), at: mark)
  }
}
