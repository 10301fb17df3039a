/// Finds the files of sources, and says what is missing.
struct SourceResolver {
  let reader: any SourceReader
  let diagnostics: DiagnosticCollector

  /// A file with its values along the axes of its source.
  struct Item {
    var path: String
    var values: [String]
  }

  /// The items of a source, or `.broken` after saying what is wrong.
  ///
  /// - Parameter name: the full name of the source.
  func resolve(_ source: SourceDeclaration, name: String) -> Entity {
    guard let (axes, items) = find(source) else { return .broken }
    guard let type = type(of: source, items), isUnambiguous(source, axes, items) else {
      return .broken
    }
    let before = diagnostics.count
    for item in items {
      guard let problem = Folder.problem(withFile: item.path) else { continue }
      diagnostics.error(problem.message, at: source.mark, hint: problem.hint)
    }
    guard diagnostics.count == before else {
      return .stream(Stream(producer: name, type: type, content: nil))
    }
    let content = Stream.Content(
      relation: Relation(axes: axes, rows: items.map(\.values)),
      origins: items.map { .file($0.path, type: type) })
    return .stream(Stream(producer: name, type: type, content: content))
  }

  private func find(_ source: SourceDeclaration) -> (axes: [String], items: [Item])? {
    switch source.origin {
    case .file(let path): return ([], [Item(path: path, values: [])])
    case .glob(let pattern, let axes):
      let items = GlobPattern(pattern).matches().map {
        Item(path: $0.path, values: Array($0.captures.prefix(axes.count)))
      }
      guard !items.isEmpty else {
        diagnostics.error("no file matches \(quoted(pattern))", at: source.mark)
        return nil
      }
      return (axes, items)
    case .bids(let root, let suffix, let extensions, let datatype, let filters):
      return bids(source, root, suffix, extensions, datatype, filters)
    case .table(let path, let column, let axes, let filters):
      let table = SourceTable(path: path, mark: source.mark, diagnostics: diagnostics)
      guard let items = table.items(path: column, axes: axes, filters: filters) else { return nil }
      return (axes.map(\.axis), items)
    }
  }

  private func bids(
    _ source: SourceDeclaration, _ root: String, _ suffix: String, _ extensions: [String],
    _ datatype: String?, _ filters: [SourceDeclaration.Filter]
  ) -> (axes: [String], items: [Item])? {
    guard let all = BIDSFiles.list(root: root, datatype: datatype) else {
      let problem = Folder.isFolder(root) ? "no 'sub-…' folder in" : "there is no folder"
      diagnostics.error("\(problem) \(quoted(root))", at: source.mark)
      return nil
    }
    var files = all.filter { $0.suffix == suffix && extensions.contains($0.fileExtension) }
    for filter in filters {
      let present = Set(files.compactMap { $0.entities[filter.name] })
      for value in filter.values where !present.contains(value) && !files.isEmpty {
        diagnostics.error(
          "no \(suffix) file of \(quoted(root)) has \(filter.name) \(quoted(value))",
          at: filter.mark,
          hint: Suggestion.hint(for: value, among: present.sorted())
            ?? (present.isEmpty ? nil : "there are \(Listing.text(present.sorted()))"))
      }
      files = files.filter { file in
        file.entities[filter.name].map(filter.values.contains) ?? false
      }
    }
    guard !files.isEmpty else {
      let suffixes = Set(all.map(\.suffix)).sorted()
      let place = datatype.map { " under \(quoted($0))" } ?? ""
      diagnostics.error(
        "no file '*_\(suffix)\(extensions.joined(separator: "|"))'\(place) in \(quoted(root))",
        at: source.mark, hint: Suggestion.hint(for: suffix, among: suffixes.filter { $0 != suffix })
      )
      return nil
    }
    let axes = ["subject", "session", "run"].filter { axis in
      files.contains { $0.entities[axis] != nil }
    }
    for axis in axes {
      guard let file = files.first(where: { $0.entities[axis] == nil }) else { continue }
      diagnostics.error(
        "\(quoted(file.path)) has no \(axis), other files have one", at: source.mark,
        hint: "choose with a filter such as '\(axis): …'")
      return nil
    }
    return (
      axes,
      files.map { file in
        Item(path: file.path, values: axes.map { file.entities[$0] ?? "" })
      }
    )
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

  /// Whether no two files have the same values along all axes.
  private func isUnambiguous(
    _ source: SourceDeclaration, _ axes: [String], _ items: [Item]
  ) -> Bool {
    var seen: [[String]: String] = [:]
    for item in items {
      guard let other = seen.updateValue(item.path, forKey: item.values) else { continue }
      let place = zip(axes, item.values).map { "\($0)=\($1)" }.joined(separator: " ")
      diagnostics.error(
        "two files for \(place): \(quoted(PathText.name(of: other))) and "
          + "\(quoted(PathText.name(of: item.path)))", at: source.mark, hint: Self.hint(source))
      return false
    }
    return true
  }

  private static func hint(_ source: SourceDeclaration) -> String {
    switch source.origin {
    case .bids: "choose with a filter such as 'acquisition: …' or 'extension: .nii.gz'"
    case .glob: "name an axis for each '*' that tells the files apart"
    default: "name the columns that tell the rows apart under 'axis'"
    }
  }
}
