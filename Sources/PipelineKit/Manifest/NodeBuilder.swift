/// Builds a node from a flat run of starts and ends, with a stack of its own instead of recursion.
struct NodeBuilder {
  /// The document, once it is complete.
  private(set) var root: Node?
  private var open: [Frame] = []
  private var anchors: [String: Anchored] = [:]
  private var aliasedNodes = 0
  private let diagnostics: DiagnosticCollector

  init(_ diagnostics: DiagnosticCollector) { self.diagnostics = diagnostics }

  /// A collection that has started but not ended.
  private struct Frame {
    var mark: Mark
    var anchor: String?
    var isMapping: Bool
    var items: [Node] = []
    var entries: [Node.Entry] = []
    var keys: [String: Mark] = [:]
    /// Values of `<<`.
    var merged: [Node] = []
    var key: (text: String, isPlain: Bool, mark: Mark)?
    /// Nodes inside, itself included, and how deep they nest.
    var size = 1
    var height = 1
  }

  private struct Anchored {
    var node: Node
    var size: Int
    var height: Int
  }

  /// Starts a collection; false where reading cannot go on.
  mutating func open(isMapping: Bool, at mark: Mark, anchor: String?) -> Bool {
    guard open.count < YAMLParser.maximumDepth else { return refuseDepth(mark) }
    guard !expectsKey else { return refuseKey(mark) }
    open.append(Frame(mark: mark, anchor: anchor, isMapping: isMapping))
    return true
  }

  /// Ends the innermost collection.
  mutating func close() -> Bool {
    guard var frame = open.popLast() else { return false }
    merge(into: &frame)
    let content: Node.Content =
      frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
    let anchored = Anchored(
      node: Node(content, at: frame.mark), size: frame.size, height: frame.height)
    if let anchor = frame.anchor { anchors[anchor] = anchored }
    return place(anchored)
  }

  /// Adds a scalar, as a key where one is due.
  mutating func add(_ node: Node, anchor: String?) -> Bool {
    let anchored = Anchored(node: node, size: 1, height: 0)
    if let anchor { anchors[anchor] = anchored }
    guard case .scalar(let text, let isPlain) = node.content else { return place(anchored) }
    if isPlain, let blank = LookalikeBlank.first(in: text, isKey: expectsKey) {
      var mark = node.mark
      mark.column += blank.offset
      diagnostics.error(LookalikeBlank.message(for: blank.scalar), at: mark)
      return false
    }
    guard expectsKey else { return place(anchored) }
    open[open.count - 1].key = (text, isPlain, node.mark)
    return true
  }

  /// Adds what an alias stands for.
  mutating func addAlias(_ name: String, at mark: Mark) -> Bool {
    guard !expectsKey else { return refuseKey(mark) }
    guard let anchored = anchors[name] else {
      diagnostics.unknown(
        "alias", "*" + name, among: anchors.keys.sorted().map { "*" + $0 }, at: mark)
      return false
    }
    aliasedNodes += anchored.size
    guard aliasedNodes <= YAMLParser.maximumAliasedNodes else {
      diagnostics.error(
        "aliases expand to more than \(YAMLParser.maximumAliasedNodes) nodes", at: mark)
      return false
    }
    guard open.count + anchored.height <= YAMLParser.maximumDepth else { return refuseDepth(mark) }
    return place(anchored)
  }

  private var expectsKey: Bool {
    guard let frame = open.last else { return false }
    return frame.isMapping && frame.key == nil
  }

  private mutating func place(_ anchored: Anchored) -> Bool {
    guard var frame = open.popLast() else {
      root = anchored.node
      return true
    }
    frame.size += anchored.size
    frame.height = max(frame.height, anchored.height + 1)
    if let key = frame.key {
      if key.isPlain, key.text == "<<" {
        frame.merged.append(anchored.node)
      } else if let first = frame.keys[key.text] {
        diagnostics.error(
          "duplicate key \(quoted(key.text)), first on line \(first.line)", at: key.mark)
      } else {
        frame.keys[key.text] = key.mark
        frame.entries.append(.init(key: key.text, keyMark: key.mark, value: anchored.node))
      }
      frame.key = nil
    } else {
      frame.items.append(anchored.node)
    }
    open.append(frame)
    return true
  }

  /// Adds the entries of merged mappings whose keys are not there yet; the first one wins.
  private func merge(into frame: inout Frame) {
    for node in frame.merged {
      var mappings = [node]
      if case .sequence(let items) = node.content { mappings = items }
      for mapping in mappings {
        guard case .mapping(let entries) = mapping.content else {
          diagnostics.error(
            "'<<' merges mappings, not \(mapping.described)", at: mapping.mark)
          continue
        }
        for entry in entries where frame.keys[entry.key] == nil {
          frame.keys[entry.key] = entry.keyMark
          frame.entries.append(entry)
        }
      }
    }
  }

  private func refuseDepth(_ mark: Mark) -> Bool {
    diagnostics.error("nested deeper than \(YAMLParser.maximumDepth) levels", at: mark)
    return false
  }

  private func refuseKey(_ mark: Mark) -> Bool {
    diagnostics.error("a key must be plain text", at: mark)
    return false
  }
}
