/// Finds the files of sources, and says what is missing.
struct SourceResolver {
  let reader: any SourceReader
  /// Params in scope, and the folder of the manifest.
  let nodes: NodeReader
  /// Those found so far, by their names in the manifest.
  private var found: [String: Stream.Content] = [:]

  private var diagnostics: DiagnosticCollector { nodes.diagnostics }

  init(reader: any SourceReader, nodes: NodeReader) {
    self.reader = reader
    self.nodes = nodes
  }

  /// A file with its values along the axes of its source.
  struct Item {
    var path: String
    var values: [String]
    /// The line of the table that lists it.
    var line: Int?
  }

  /// The items of a manifest's sources, each `.broken` after saying what is wrong.
  ///
  /// - Parameter prefix: of the full names.
  mutating func resolve(_ sources: [SourceDeclaration], prefix: String) -> [(
    SourceDeclaration, Entity
  )] {
    let names = sources.map(\.name)
    // Options may name other sources, so these come first.
    let isPlain = sources.map { source in
      !source.options.contains { names.contains($0.value.text ?? "") }
    }
    let order = sources.indices.filter { isPlain[$0] } + sources.indices.filter { !isPlain[$0] }
    var entities = [Entity](repeating: .broken, count: sources.count)
    for index in order {
      entities[index] = resolve(sources[index], name: prefix + names[index], among: names)
      guard case .stream(let stream) = entities[index] else { continue }
      found[names[index]] = stream.content
    }
    return Array(zip(sources, entities))
  }

  private func resolve(_ source: SourceDeclaration, name: String, among names: [String]) -> Entity {
    guard let (axes, items) = find(source) else { return .broken }
    guard let type = type(of: source, items) else { return .broken }
    let before = diagnostics.count
    var options = SourceOptions(source, type, axes: axes, nodes, found: found, names: names)
    var origins: [JobInput.Origin] = []
    for item in items {
      guard let values = options.values(at: item.values) else { continue }
      let item = SourceItem(item.path, as: type, options: values)
      check(item, of: source)
      origins.append(.file(item))
    }
    guard diagnostics.count == before else {
      return .stream(Stream(producer: name, type: type, content: nil))
    }
    let content = Stream.Content(
      relation: Relation(axes: axes, rows: items.map(\.values)), origins: origins)
    return .stream(Stream(producer: name, type: type, content: content))
  }

  /// Every file that reading opens has to be there.
  private func check(_ item: SourceItem, of source: SourceDeclaration) {
    let paths: [String]
    do { paths = try reader.files(of: item) } catch {
      return diagnostics.error("\(error)", at: source.mark)
    }
    for path in paths {
      guard let problem = Folder.problem(withFile: path) else { continue }
      let option = source.options.first { item.options[$0.declaration.name] == .string(path) }
      diagnostics.error(problem.message, at: option?.value.mark ?? source.mark, hint: problem.hint)
    }
  }

  /// Whether the files and folders are there that the command line gives; what is wrong there is
  /// one mistake, however many sources start from it.
  private func settingsExist(_ source: SourceDeclaration) -> Bool {
    source.settings.allSatisfy { setting in
      guard !Folder.exists(setting.path) else { return true }
      let hint = Folder.problem(withFile: setting.path)?.hint
      diagnostics.error(
        "--set \(setting.name)=\(setting.text): there is no file or folder \(quoted(setting.path))",
        at: nil, hint: hint)
      return false
    }
  }

  private func find(_ source: SourceDeclaration) -> (axes: [String], items: [Item])? {
    guard settingsExist(source) else { return nil }
    switch source.origin {
    case .file(let path): return ([], [Item(path: path, values: [])])
    case .glob(let path, let axes):
      let pattern = GlobPattern(path)
      let matches = pattern.matches()
      guard !matches.files.isEmpty else {
        diagnostics.error("no file matches \(quoted(pattern.description))", at: source.mark)
        return nil
      }
      leftOut(matches, pattern, source)
      let items = matches.files.map {
        Item(path: $0.path, values: Array($0.captures.prefix(axes.count)))
      }
      return areDistinct(items, axes, source) ? (axes, items) : nil
    case .bids(let query):
      return BIDSSource(query: query, mark: source.mark, diagnostics: diagnostics).find()
    case .table(let path, let column, let axes, let filters, let dropsMissing):
      let table = SourceTable(path: path, mark: source.mark, diagnostics: diagnostics)
      guard
        let items = table.items(
          path: column, axes: axes, filters: filters, dropsMissing: dropsMissing)
      else { return nil }
      return (axes.map(\.axis), items)
    }
  }

  private func leftOut(
    _ matches: GlobPattern.Matches, _ pattern: GlobPattern, _ source: SourceDeclaration
  ) {
    guard !matches.empty.isEmpty else { return }
    let names = Listing.text(matches.empty.map(PathText.name))
    diagnostics.warning(
      "\(matches.empty.count) \(matches.empty.count == 1 ? "folder has" : "folders have") no file "
        + "that matches \(quoted(pattern.description)): \(names)", at: source.mark)
  }

  /// What the files are read as: what the manifest says, or else what all their names say.
  private func type(of source: SourceDeclaration, _ items: [Item]) -> ArtifactType? {
    if let type = source.type { return type }
    var type: ArtifactType?
    for item in items {
      guard let found = reader.type(ofFile: item.path) else {
        diagnostics.error(
          "the name of \(quoted(item.path)) does not tell what it holds", at: source.mark,
          hint: "add 'type: volume', or another type")
        return nil
      }
      if let type, type != found {
        diagnostics.error(
          "source '\(source.name)' mixes types: \(quoted(items[0].path)) holds \(type.rawValue), "
            + "\(quoted(item.path)) \(found.rawValue)", at: source.mark)
        return nil
      }
      type = found
    }
    return type
  }

  /// Two items with the same values along all axes.
  static func collision(in items: [Item]) -> (Item, Item)? {
    var seen: [[String]: Item] = [:]
    for item in items {
      if let other = seen.updateValue(item, forKey: item.values) { return (other, item) }
    }
    return nil
  }

  private func areDistinct(_ items: [Item], _ axes: [String], _ source: SourceDeclaration) -> Bool {
    guard let (first, second) = Self.collision(in: items) else { return true }
    let place = zip(axes, first.values).map { "\($0)=\($1)" }.joined(separator: " ")
    diagnostics.error(
      "two files for \(place): \(quoted(PathText.name(of: first.path))) and "
        + "\(quoted(PathText.name(of: second.path)))", at: source.mark,
      hint: "name an axis for each '*' that tells the files apart")
    return false
  }
}
