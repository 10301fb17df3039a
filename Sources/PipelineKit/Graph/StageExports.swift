/// Where the outputs of one stage leave the store, at each of its coordinates.
struct StageExports {
  private var templates: [(port: String, node: Node)] = []
  /// `nil` where the axes are not known, so that names cannot be checked.
  private let axes: [String]?
  private let reader: NodeReader
  /// Exports that do not depend on coordinates, made once.
  private var constant: [Export]?

  init(
    _ stage: StageDeclaration, _ type: any Stage.Type, _ connection: StageConnection,
    _ files: any SourceReader, _ reader: NodeReader, axes: [String]?
  ) {
    self.axes = axes
    self.reader = reader
    guard let node = stage.exports else { return }
    let ports = type.outputs.map(\.name)
    if case .mapping(let entries) = node.content {
      for entry in entries {
        guard let port = type.outputs.first(where: { $0.name == entry.key }) else {
          let hint =
            Suggestion.hint(for: entry.key, among: ports)
            ?? "its outputs are \(ports.joined(separator: ", "))"
          reader.diagnostics.error(
            "'\(type.kind)' has no output \(quoted(entry.key))", at: entry.keyMark, hint: hint)
          continue
        }
        if Self.canHold(entry.value, port, connection.type(of: port), files, reader) {
          templates.append((port.name, entry.value))
        }
      }
    } else if let port = type.outputs.first, type.outputs.count == 1 {
      if Self.canHold(node, port, connection.type(of: port), files, reader) {
        templates = [(port.name, node)]
      }
    } else {
      reader.diagnostics.error(
        "'\(type.kind)' has several outputs; write {\(ports.first ?? "port"): path}",
        at: node.mark, hint: "its outputs are \(ports.joined(separator: ", "))")
    }
    let names = templates.reduce(into: Set<String>()) { $0.formUnion(Scope.names(in: $1.node)) }
    if let axes, !axes.contains(where: names.contains) {
      constant = exports(at: Coordinates(axes.map { .init($0, "") }))
    }
  }

  /// The ending chooses the format, so it must be one for the port's type.
  private static func canHold(
    _ node: Node, _ port: Port, _ type: ArtifactType?, _ files: any SourceReader,
    _ reader: NodeReader
  ) -> Bool {
    guard let text = node.text, !node.isNull else {
      reader.diagnostics.error("'export' needs a path, not \(node.described)", at: node.mark)
      return false
    }
    guard let type else { return false }
    let endings = files.endings(for: type)
    if endings.contains(where: text.hasSuffix) { return true }
    // A name at the end may bring the ending with it.
    if let template = try? Template(text), case .name? = template.pieces.last { return true }
    reader.diagnostics.error(
      "output '\(port.name)' is of type \(type.rawValue), which \(quoted(text)) cannot hold",
      at: node.mark, hint: "end the path with \(endings.joined(separator: " or "))")
    return false
  }

  /// Reports what is wrong whatever the values along the axes are.
  func check() {
    guard let axes else { return }
    var reader = reader
    for axis in axes { reader.scope.bindings[axis] = .broken }
    for template in templates { _ = reader.text(template.node, "export") }
  }

  func exports(at coordinates: Coordinates) -> [Export] {
    if let constant { return constant }
    guard !templates.isEmpty else { return [] }
    var reader = reader
    reader.scope = reader.scope.adding(coordinates.entries.map { ($0.axis, $0.value) })
    return templates.compactMap { port, node in
      let used = Scope.names(in: node)
      for entry in coordinates.entries
      where used.contains(entry.axis) && (entry.value.contains("/") || entry.value == "..") {
        reader.diagnostics.error(
          "\(entry.axis)=\(entry.value) cannot be part of a path", at: node.mark)
        return nil
      }
      guard let text = reader.text(node, "export") else { return nil }
      return Export(port: port, path: PathText.resolve(text, in: reader.folder))
    }
  }
}
