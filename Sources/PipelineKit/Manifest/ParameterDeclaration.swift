/// One of a manifest's `params:`: what `--set name=value`, or `with:` of the manifest that uses it,
/// may give.
public struct ParameterDeclaration: Sendable {
  public var name: String
  public var type: ParameterType
  public var about: String
  /// The value where none is given; without one the param is required.
  public var defaultNode: Node?
  public var mark: Mark

  /// Reads one entry of `params:`.
  init?(_ entry: Node.Entry, _ reader: NodeReader) {
    let diagnostics = reader.diagnostics
    guard Template.isName(entry.key) else {
      diagnostics.error(
        "\(quoted(entry.key)) is not a name: use a letter, then letters, digits, '_' and '-'",
        at: entry.keyMark)
      return nil
    }
    guard var fields = Fields(entry.value, "param '\(entry.key)'", reader) else { return nil }
    let before = diagnostics.count
    name = entry.key
    mark = entry.keyMark
    about = fields.text("about") ?? ""
    defaultNode = fields.node("default")
    type = Self.type(&fields, at: entry.keyMark, reader) ?? .string
    fields.finish()
    guard diagnostics.count == before else { return nil }
    if let node = defaultNode, reader.value(node, type, name) == nil { return nil }
  }

  static let typeNames = [
    "path", "integer", "number", "string", "boolean", "choice", "list",
  ]

  private static func type(
    _ fields: inout Fields, at mark: Mark, _ reader: NodeReader
  ) -> ParameterType? {
    let typeNode = fields.required("type", at: mark)
    let elementNode = fields.node("of")
    let minimum = fields.node("minimum")
    let maximum = fields.node("maximum")
    let choices = fields.texts("choices")
    guard let typeNode, let name = reader.text(typeNode, "type") else { return nil }

    /// The bound in `node`, read as the param itself is.
    func bound(_ node: Node?, _ type: ParameterType, _ key: String) -> Value? {
      node.flatMap { reader.value($0, type, key) }
    }
    func scalar(_ name: String, at mark: Mark) -> ParameterType? {
      switch name {
      case "path": return .path
      case "string": return .string
      case "boolean": return .boolean
      case "integer":
        return .integer(
          minimum: bound(minimum, .integer(), "minimum")?.integerValue,
          maximum: bound(maximum, .integer(), "maximum")?.integerValue)
      case "number":
        return .number(
          minimum: bound(minimum, .number(), "minimum")?.numberValue,
          maximum: bound(maximum, .number(), "maximum")?.numberValue)
      case "choice":
        guard let choices, !choices.isEmpty else {
          reader.diagnostics.error("a choice needs 'choices', a list of texts", at: mark)
          return nil
        }
        return .choice(choices)
      default:
        reader.diagnostics.unknown("type", name, among: typeNames, at: mark)
        return nil
      }
    }

    let elementName = name == "list" ? elementNode?.text ?? "string" : name
    if let bound = minimum ?? maximum, !["integer", "number"].contains(elementName) {
      reader.diagnostics.error("only integers and numbers have bounds", at: bound.mark)
    }
    if name != "list", let elementNode {
      reader.diagnostics.error("only a list has 'of'", at: elementNode.mark)
    }
    guard name == "list" else { return scalar(name, at: typeNode.mark) }
    return scalar(elementName, at: elementNode?.mark ?? typeNode.mark).map { .list(of: $0) }
  }

  /// What `$name` stands for once the param has the value in `node`; `nil` after saying why not.
  func binding(of node: Node, _ reader: NodeReader) -> Scope.Binding? {
    guard let node = reader.scope.expand(node, reader.diagnostics),
      let value = reader.literal(node, type, name)
    else { return nil }
    let binding = Self.binding(of: value, written: node)
    guard !binding.isTooLong else {
      reader.diagnostics.error("the value of '\(name)' is too long for a param", at: node.mark)
      return nil
    }
    return binding
  }

  /// What `$name` stands for once `--set name=text` was given.
  ///
  /// A list is written `a,b,c` or `[a, b, c]`; relative paths start from the working directory.
  func binding(ofSetting text: String, _ diagnostics: DiagnosticCollector) -> Scope.Binding? {
    let mark = Mark(file: "--set", line: 1, column: 1)
    var node = Node(.scalar(text, isPlain: false), at: mark)
    if case .list = type {
      let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
      let items = (isBracketed ? text.dropFirst().dropLast() : text[...]).split(separator: ",")
        .map { isBracketed ? String($0.withoutOuterSpaces) : String($0) }
      node.content = .sequence(items.map { Node(.scalar($0, isPlain: false), at: mark) })
    }
    let attempt = DiagnosticCollector()
    let reader = NodeReader(
      diagnostics: attempt, scope: Scope(), folder: PathText.workingDirectory)
    guard let value = reader.literal(node, type, name) else {
      var hint: String?
      if case .list = type { hint = "separate its items by commas: \(name)=1,2" }
      diagnostics.error("--set \(name)=\(text): must be \(type.described)", at: nil, hint: hint)
      return nil
    }
    return Self.binding(of: value, written: node)
  }

  /// Texts stay as written, so that `0051` keeps its zeros; paths become absolute.
  private static func binding(of value: Value, written node: Node) -> Scope.Binding {
    switch (value, node.content) {
    case (.string(let text), _): return .text(text)
    case (.list(let values), .sequence(let nodes)):
      return .list(
        zip(values, nodes).map { value, node in
          if case .string(let text) = value { return text }
          return node.text ?? ""
        })
    default: return .text(node.text ?? "")
    }
  }
}

extension Value {
  /// The integer, where this is one.
  var integerValue: Int? {
    guard case .integer(let value) = self else { return nil }
    return value
  }

  /// The number, where this is one; an integer widens.
  var numberValue: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}
