/// The keys of a stage that runs an external tool: they stand beside `uses`, and are parameters of its
/// kind.
public enum ToolKeys {
  /// What runs a command.
  public static let command = "run/command"
  /// What runs a command in an arithmetic from outside.
  public static let instrumented = "run/instrumented"
  /// What runs the tool of a Boutiques descriptor.
  public static let boutiques = "run/boutiques"

  /// Keys of every tool, in the order to list them; `script` beside them is an input.
  public static let all = [
    "command", "shell", "out", "version", "tools", "container", "env", "inherit", "as", "stdout",
    "paths", "instrument",
  ]
  /// Those that say what a command is, which a descriptor says of its own.
  static let ofCommands: Set<String> = ["command", "shell", "out", "stdout"]
  /// Names that stand in a command for what only the run knows.
  public static let runTimeNames: Set<String> = ["threads", "work"]

  /// Whether a kind is that of a tool.
  public static func isTool(_ kind: String) -> Bool {
    [command, instrumented, boutiques].contains(kind)
  }

  /// The name of the source that a stage's script is.
  static func source(ofScriptOf stage: String) -> String { "script of \(stage)" }
}

/// What the keys of a tool come to: a kind and its parameters.
struct ToolReading {
  var kind: String
  var with: [Node.Entry]
  /// The script's place, an input called `script`.
  var script: Node?
}

extension NodeReader {
  /// Whether a stage runs an external tool.
  func isTool(_ fields: Fields) -> Bool {
    if fields.has("command") || fields.has("shell") { return true }
    guard let uses = fields.peek("uses")?.text else { return false }
    return ToolKeys.isTool(uses) || uses.hasSuffix(".json")
  }

  /// Reads the keys of a tool.
  ///
  /// - Parameters:
  ///   - uses: as it is written; none where the keys say it.
  ///   - inputs: names of the ports under `in`.
  ///   - values: what stands under `with`.
  func tool(
    _ fields: inout Fields, _ what: String, uses: Node?, inputs: [String],
    with values: [Node.Entry], at mark: Mark
  ) -> ToolReading {
    let descriptor = uses.flatMap { $0.text?.hasSuffix(".json") ?? false ? $0 : nil }
    let script = fields.node("script")
    var entries = ToolKeys.all.compactMap { key in fields.take(key) }
    let outputs = entries.firstIndex { $0.key == "out" }.map { index -> [String] in
      entries[index].value = Self.outputs(entries[index].value)
      guard case .mapping(let outputs) = entries[index].value.content else { return [] }
      return outputs.map(\.key)
    }
    let kind =
      descriptor != nil || uses?.text == ToolKeys.boutiques
      ? ToolKeys.boutiques
      : entries.contains { $0.key == "instrument" } ? ToolKeys.instrumented : ToolKeys.command
    if let uses, descriptor == nil, let text = uses.text, !ToolKeys.isTool(text) {
      diagnostics.error(
        "\(what) has a command, which is for '\(ToolKeys.command)', not for \(quoted(text))",
        at: uses.mark, hint: "leave 'uses' out")
    }
    if kind == ToolKeys.boutiques {
      for entry in entries where ToolKeys.ofCommands.contains(entry.key) {
        diagnostics.error(
          "'\(entry.key)' is said by the descriptor that \(what) uses", at: entry.keyMark)
      }
      entries.removeAll { ToolKeys.ofCommands.contains($0.key) }
    }
    let named =
      inputs + (outputs ?? []) + values.map(\.key) + (script == nil ? [] : ["script"])
    for name in Set(named).sorted() where scope.bindings[name] != nil {
      diagnostics.error(
        "'$\(name)' could mean the param or what \(what) calls so; rename one of them", at: mark)
    }
    let names = ToolKeys.runTimeNames.union(named)
    entries = entries.map { entry in
      var entry = entry
      if ["command", "version"].contains(entry.key) { entry.value = words(entry.value, entry.key) }
      entry.value = Self.protecting(names, in: entry.value)
      return entry
    }
    if !values.isEmpty {
      entries.append(
        .init(
          key: "values", keyMark: values[0].keyMark,
          value: Node(.mapping(values), at: values[0].keyMark)))
    }
    if let descriptor, let text = descriptor.text {
      entries.append(
        .init(
          key: "descriptor", keyMark: descriptor.mark,
          value: Node(.scalar(text, isPlain: false), at: descriptor.mark)))
    }
    return ToolReading(kind: kind, with: entries, script: script)
  }

  /// The source that a stage's script is: what the file holds is part of the key of its jobs.
  func scriptSource(
    of stage: StageDeclaration, _ types: [ArtifactType]
  ) -> SourceDeclaration? {
    guard let script = stage.script, let text = text(script, "script") else { return nil }
    return SourceDeclaration(
      name: ToolKeys.source(ofScriptOf: stage.name),
      origin: .file(PathText.resolve(text, in: folder)),
      type: types.first { $0.rawValue == "file" }, mark: script.mark)
  }

  /// A single path is the output `out`.
  private static func outputs(_ node: Node) -> Node {
    guard node.text != nil, !node.isNull else { return node }
    return Node(.mapping([.init(key: "out", keyMark: node.mark, value: node)]), at: node.mark)
  }

  /// A command's words, where it is one text.
  private func words(_ node: Node, _ key: String) -> Node {
    guard let text = node.text, !node.isNull else { return node }
    do {
      let words = try CommandText.words(text)
      return Node(
        .sequence(words.map { Node(.scalar($0, isPlain: false), at: node.mark) }), at: node.mark)
    } catch {
      diagnostics.error("'\(key)': \(error.message)", at: node.mark, hint: error.hint)
      return Node(.sequence([]), at: node.mark)
    }
  }

  /// `node` with `$name` for each of the names kept as it is when others are replaced.
  private static func protecting(_ names: Set<String>, in node: Node) -> Node {
    switch node.content {
    case .scalar(let text, let isPlain):
      guard text.utf8.contains(UInt8(ascii: "$")), let template = try? Template(text) else {
        return node
      }
      let pieces = template.pieces.map { piece in
        switch piece {
        case .text(let text): text.replacing("$", with: "$$")
        case .name(let name): names.contains(name) ? "$${\(name)}" : "${\(name)}"
        }
      }
      return Node(.scalar(pieces.joined(), isPlain: isPlain), at: node.mark)
    case .sequence(let items):
      return Node(.sequence(items.map { protecting(names, in: $0) }), at: node.mark)
    case .mapping(let entries):
      return Node(
        .mapping(
          entries.map { entry in
            var entry = entry
            entry.value = protecting(names, in: entry.value)
            return entry
          }), at: node.mark)
    }
  }
}
