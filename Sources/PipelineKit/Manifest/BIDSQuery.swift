/// Which files of a BIDS data set a source takes, and along which axes.
public struct BIDSQuery: Sendable, Equatable {
  /// The data set's folder, absolute.
  public var root: String
  public var suffix: String
  /// The accepted endings, with their dots.
  public var extensions: [String]
  /// The folders of subjects or sessions that the files lie in; `nil` for any.
  public var datatypes: [String]?
  /// Conditions on entities, by long name.
  public var filters: [SourceDeclaration.Filter]
  /// Axes, with the long names of the entities that give their values; `nil` for subject, session
  /// and run, where the files have them.
  public var axes: [SourceDeclaration.Column]?

  /// The value of an axis for files that do not have its entity, and what a filter calls them.
  static let without = "none"
  /// What can be an axis beside entities.
  static let otherAxes = ["datatype", "extension"]
}

extension NodeReader {
  /// Reads the keys of a source that says `bids:`.
  func bidsQuery(_ root: String, _ fields: inout Fields, _ entry: Node.Entry) -> BIDSQuery? {
    let before = diagnostics.count
    let suffix = fields.required("suffix", at: entry.keyMark).flatMap { text($0, "suffix") }
    let extensions = fields.texts("extension") ?? [".nii.gz", ".nii"]
    let datatypes = fields.texts("datatype")
    let axes = fields.node("axis").flatMap(entityAxes)
    var filters: [SourceDeclaration.Filter] = []
    for entity in BIDSEntity.all {
      for key in entity.keys {
        guard let node = fields.node(key), let filter = filter(node, key, entity) else { continue }
        if filters.last?.name == entity.name {
          diagnostics.error("'\(key)' and another key both filter \(entity.name)", at: node.mark)
        }
        filters.append(filter)
      }
    }
    guard let suffix, diagnostics.count == before else { return nil }
    return BIDSQuery(
      root: root, suffix: suffix,
      extensions: extensions.map { $0.hasPrefix(".") ? $0 : "." + $0 }, datatypes: datatypes,
      filters: filters, axes: axes)
  }

  /// One value of an entity or a list of them; `null` stands for files without the entity.
  private func filter(
    _ node: Node, _ key: String, _ entity: BIDSEntity
  ) -> SourceDeclaration.Filter? {
    guard let expanded = scope.expand(node, diagnostics) else { return nil }
    var items = [expanded]
    if case .sequence(let nodes) = expanded.content { items = nodes }
    var filter = SourceDeclaration.Filter(name: entity.name, values: [], mark: node.mark)
    let before = diagnostics.count
    for item in items {
      if item.isNull, item.text?.isEmpty == false {
        filter.acceptsAbsent = true
      } else if let text = item.text, !text.isEmpty {
        // Labels hold no '-', so this can only be meant as it stands in file names.
        let prefix = entity.short + "-"
        filter.values.append(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
      } else {
        diagnostics.error(
          "'\(key)' must be a text, not \(item.text == "" ? "nothing" : item.described)",
          at: item.mark, hint: "write '\(key): none' for files without it")
      }
    }
    if items.isEmpty {
      diagnostics.error("'\(key)' is an empty list, which no file matches", at: node.mark)
    }
    return diagnostics.count == before ? filter : nil
  }

  /// Names of entities, or a mapping from axes to entities.
  private func entityAxes(_ node: Node) -> [SourceDeclaration.Column]? {
    if case .mapping = node.content {
      return columns(node)?.map { .init(axis: $0.axis, column: BIDSEntity.longName(of: $0.column)) }
    }
    guard let names = texts(node, "axis")?.map(BIDSEntity.longName),
      areAxisNames(names, at: node.mark)
    else { return nil }
    return names.map { .init(axis: $0, column: $0) }
  }
}
