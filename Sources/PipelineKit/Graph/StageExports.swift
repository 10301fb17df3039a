/// Where the outputs of one stage leave the store, at each of its coordinates.
struct StageExports {
  /// The path of one port, names not yet replaced.
  private struct Item {
    var port: String
    var node: Node
    var names: Set<String>
    var hasAxes = false
    var hasSidecar = false
    /// The endings of files that can hold the port, where its type is known.
    var endings: [String] = []
    /// The export where it does not depend on coordinates, once it was made.
    var constant: Export??
  }

  private var items: [Item] = []
  private let reader: NodeReader

  /// - Parameters:
  ///   - what: what has the ports, for messages: `'preprocess/conform'`.
  ///   - ports: the outputs, each with its type where that is known.
  init(
    _ stage: StageDeclaration, _ what: String, _ ports: [(name: String, type: ArtifactType?)],
    _ files: any SourceReader, _ reader: NodeReader
  ) {
    self.reader = reader
    guard let node = stage.exports else { return }
    let names = ports.map(\.name)
    func add(_ port: (name: String, type: ArtifactType?), _ node: Node) {
      guard let item = Self.item(node, port, files, reader) else { return }
      items.append(item)
    }
    if case .mapping(let entries) = node.content, !Self.isSingle(entries, names) {
      for entry in entries {
        guard let port = ports.first(where: { $0.name == entry.key }) else {
          let hint =
            Suggestion.hint(for: entry.key, among: names)
            ?? "its outputs are \(names.joined(separator: ", "))"
          reader.diagnostics.error(
            "\(what) has no output \(quoted(entry.key))", at: entry.keyMark, hint: hint)
          continue
        }
        add(port, entry.value)
      }
    } else if let port = ports.first, ports.count == 1 {
      add(port, node)
    } else if ports.isEmpty {
      reader.diagnostics.error("\(what) has no outputs to export", at: node.mark)
    } else {
      reader.diagnostics.error(
        "\(what) has several outputs; write {\(names[0]): path}",
        at: node.mark, hint: "its outputs are \(names.joined(separator: ", "))")
    }
  }

  /// Whether a mapping says how the only output leaves, rather than which outputs do.
  private static func isSingle(_ entries: [Node.Entry], _ ports: [String]) -> Bool {
    ports.count == 1 && !ports.contains("path") && entries.contains { $0.key == "path" }
  }

  /// One output: a path, or `{path: …, axes: true, sidecar: true}`.
  private static func item(
    _ node: Node, _ port: (name: String, type: ArtifactType?), _ files: any SourceReader,
    _ reader: NodeReader
  ) -> Item? {
    var item = Item(port: port.name, node: node, names: [])
    if case .mapping = node.content {
      let what = "the export of '\(port.name)'"
      guard var fields = Fields(node, what, reader) else { return nil }
      let path = fields.required("path")
      func flag(_ key: String) -> Bool {
        fields.node(key).flatMap { reader.value($0, .boolean, key) } == .boolean(true)
      }
      let axesMark = fields.marks.first { $0.key == "axes" }?.mark
      item.hasAxes = flag("axes")
      item.hasSidecar = flag("sidecar")
      fields.finish()
      guard let path else { return nil }
      item.node = path
      if item.hasAxes, let type = port.type, type != .table {
        reader.diagnostics.error(
          "output '\(port.name)' is of type \(type.rawValue); only tables get axes as columns",
          at: axesMark ?? node.mark)
        return nil
      }
    }
    guard canHold(item.node, port, files, reader) else { return nil }
    item.names = Scope.names(in: item.node)
    item.endings = port.type.map(files.endings) ?? []
    return item
  }

  /// The ending chooses the format, so it must be one for the port's type.
  private static func canHold(
    _ node: Node, _ port: (name: String, type: ArtifactType?), _ files: any SourceReader,
    _ reader: NodeReader
  ) -> Bool {
    guard let text = node.text, !node.isNull else {
      reader.diagnostics.error("'export' needs a path, not \(node.described)", at: node.mark)
      return false
    }
    guard let type = port.type else { return false }
    let endings = files.endings(for: type)
    if endings.contains(where: text.lowercased().hasSuffix) { return true }
    // A name at the end may bring the ending with it.
    if let template = try? Template(text), case .name? = template.pieces.last {
      return true
    }
    reader.diagnostics.error(
      "output '\(port.name)' is of type \(type.rawValue), which \(quoted(text)) cannot hold",
      at: node.mark, hint: "end the path with \(endings.joined(separator: " or "))")
    return false
  }

  /// Reports what is wrong whatever the values along the axes are.
  func check(axes: [String]) {
    var reader = reader
    reader.scope = reader.scope.adding(unknown: axes)
    for item in items { _ = reader.text(item.node, "export") }
  }

  /// The ports that are exported.
  var ports: [String] { items.map(\.port) }

  /// What leaves at `coordinates`, on all ports.
  ///
  /// - Parameter spread: outputs that add an axis, with the values along it.
  mutating func exports(
    at coordinates: Coordinates, _ spread: [(port: Port, values: [String])]
  ) -> [Export] {
    items.indices.flatMap { index -> [Export] in
      guard let (port, values) = spread.first(where: { $0.port.name == items[index].port }),
        let axis = port.axis
      else { return export(index, at: coordinates).map { [$0] } ?? [] }
      return values.compactMap { value in
        var export = export(
          index, at: Coordinates(coordinates.entries + [.init(axis.name, value)]))
        export?.port = Port.item(port.name, axis.name, value)
        return export
      }
    }
  }

  /// What leaves at `coordinates` on one port.
  mutating func export(_ port: String, at coordinates: Coordinates) -> Export? {
    items.firstIndex { $0.port == port }.flatMap { export($0, at: coordinates) }
  }

  private mutating func export(_ index: Int, at coordinates: Coordinates) -> Export? {
    if let constant = items[index].constant { return constant }
    let item = items[index]
    let export = make(item, coordinates)
    if !item.hasAxes, !coordinates.entries.contains(where: { item.names.contains($0.axis) }) {
      items[index].constant = .some(export)
    }
    return export
  }

  private func make(_ item: Item, _ coordinates: Coordinates) -> Export? {
    for entry in coordinates.entries
    where item.names.contains(entry.axis) && (entry.value.contains("/") || entry.value == "..") {
      reader.diagnostics.error(
        "\(entry.axis)=\(entry.value) cannot be part of a path", at: item.node.mark)
      return nil
    }
    var reader = reader
    reader.scope = reader.scope.adding(coordinates.entries.map { ($0.axis, $0.value) })
    guard let text = reader.text(item.node, "export") else { return nil }
    let path = PathText.resolve(text, in: reader.folder)
    var sidecar: String?
    if item.hasSidecar {
      sidecar = ExportSidecar.path(beside: path, endings: item.endings)
      guard sidecar != path else {
        reader.diagnostics.error(
          "the sidecar of \(quoted(text)) would be the file itself", at: item.node.mark,
          hint: "a .json file can have none")
        return nil
      }
    }
    return Export(
      port: item.port, path: path, axes: item.hasAxes ? coordinates : nil, sidecar: sidecar)
  }
}
