/// One of a manifest's `sources:`: files outside the store.
public struct SourceDeclaration: Sendable {
  public var name: String
  public var origin: Origin
  /// What the files are read as; `nil` where their names say it.
  public var type: ArtifactType?
  /// How the files are read, as it is written; `$axis` may be in it.
  public var options: [Option] = []
  /// Where the file, pattern, data set or table is named.
  public var mark: Mark
  /// The params in it that the command line gives.
  var settings: [Setting] = []

  /// `--set name=text`, and the path that it stands for.
  struct Setting: Sendable {
    var name: String
    var text: String
    var path: String
  }

  /// A condition on an entity of BIDS names or a column of a table.
  public struct Filter: Sendable, Equatable {
    public var name: String
    /// The accepted values.
    public var values: [String]
    /// Whether files without the entity are accepted too.
    public var acceptsAbsent = false
    public var mark: Mark
  }

  /// How the files are found; paths are absolute.
  public enum Origin: Sendable, Equatable {
    case file(String)
    /// Files that match a `GlobPattern`; what its first `*`s stand for are the values of the axes.
    case glob(String, axes: [String])
    /// Files of a BIDS data set.
    case bids(BIDSQuery)
    /// Files that a column of a table lists, with the columns that give axes; rows without a file
    /// are left out where `dropsMissing` is true, and an error otherwise.
    case table(
      String, path: String, axes: [Column], filters: [Filter], dropsMissing: Bool)
  }

  /// A key that the reader of files declares.
  public struct Option: Sendable {
    public var declaration: SourceOption
    public var value: Node
    public var mark: Mark
  }

  /// A column of a table that gives the values of an axis.
  public struct Column: Sendable, Equatable {
    public var axis: String
    public var column: String
  }
}

extension SourceDeclaration {
  /// Leaves out rows of a table without a file.
  mutating func dropMissing() {
    guard case .table(let path, let column, let axes, let filters, _) = origin else { return }
    origin = .table(path, path: column, axes: axes, filters: filters, dropsMissing: true)
  }
}

extension NodeReader {
  /// Reads one entry of `sources:`; `nil` after saying what is wrong.
  ///
  /// - Parameter files: knows types, and the keys that say how files are read.
  func source(_ entry: Node.Entry, _ files: any SourceReader) -> SourceDeclaration? {
    guard isName(entry) else { return nil }
    let what = "source '\(entry.key)'"
    let before = diagnostics.count
    guard var fields = Fields(entry.value, what, self) else { return nil }
    let type = fields.node("type").flatMap { artifactType($0, files.types) }
    // Before the entities of BIDS, of which one may have the same long name.
    let chosen = files.options.compactMap { option in
      fields.take(option.name).map {
        SourceDeclaration.Option(declaration: option, value: $0.value, mark: $0.keyMark)
      }
    }
    let file = fields.node("file")
    let glob = fields.node("glob")
    let bids = fields.node("bids")
    let table = fields.node("tsv")
    let given = [file, glob, bids, table].compactMap { $0 }
    guard given.count == 1 else {
      diagnostics.error(
        "\(what) needs exactly one of 'file', 'glob', 'bids' and 'tsv'", at: entry.keyMark)
      return nil
    }
    if let glob {
      let origin = globOrigin(glob, &fields, entry)
      fields.finish()
      guard diagnostics.count == before, let origin else { return nil }
      return SourceDeclaration(
        name: entry.key, origin: origin, type: type, options: chosen, mark: glob.mark,
        settings: settings(in: glob))
    }
    guard let text = text(given[0], "path") else { return nil }
    let path = PathText.resolve(text, in: folder)
    let origin: SourceDeclaration.Origin?
    if bids != nil {
      origin = bidsQuery(path, &fields, entry).map { .bids($0) }
    } else if table != nil {
      origin = tableOrigin(path, &fields, entry)
    } else {
      origin = .file(path)
    }
    fields.finish()
    guard diagnostics.count == before, let origin else { return nil }
    return SourceDeclaration(
      name: entry.key, origin: origin, type: type, options: chosen, mark: given[0].mark,
      settings: settings(in: given[0]))
  }

  private func settings(in node: Node) -> [SourceDeclaration.Setting] {
    Scope.names(in: node).sorted().compactMap { name in
      guard let text = scope.settings[name], case .text(let path)? = scope.bindings[name] else {
        return nil
      }
      return .init(name: name, text: text, path: path)
    }
  }

  private func globOrigin(
    _ node: Node, _ fields: inout Fields, _ entry: Node.Entry
  ) -> SourceDeclaration.Origin? {
    guard let path = patternPath(node), let axisNode = fields.required("axis", at: entry.keyMark),
      let axes = axisNames(axisNode)
    else { return nil }
    let pattern = GlobPattern(path)
    let wildcards = pattern.captureCount
    guard !pattern.hasDoubleStar else {
      diagnostics.error("'**' is not supported; write one '*' for each folder", at: fields.mark)
      return nil
    }
    guard wildcards >= axes.count else {
      diagnostics.error(
        "the pattern has \(wildcards) '*' for \(axes.count) axes; name a single file with 'file'",
        at: axisNode.mark)
      return nil
    }
    return .glob(path, axes: axes)
  }

  /// The absolute path of a pattern: only what the manifest writes is one, not the folders that it
  /// lies in nor values of params that are paths.
  private func patternPath(_ node: Node) -> String? {
    var reader = self
    reader.scope = scope.escapingPaths
    guard let text = reader.text(node, "path") else { return nil }
    let home = text == "~" || text.hasPrefix("~/") ? PathText.resolve("~", in: folder) : nil
    let path = GlobPattern.escaped(home ?? "") + (home == nil ? text : String(text.dropFirst()))
    return PathText.resolve(path, in: GlobPattern.escaped(folder))
  }

  private func tableOrigin(
    _ path: String, _ fields: inout Fields, _ entry: Node.Entry
  ) -> SourceDeclaration.Origin? {
    let axes = fields.required("axis", at: entry.keyMark).flatMap(columns)
    let column = fields.text("path") ?? "path"
    let filters =
      fields.node("where").map { self.filters($0, "'where' of source '\(entry.key)'") } ?? []
    var dropsMissing = false
    if let node = fields.node("missing") {
      dropsMissing = value(node, .choice(["error", "drop"]), "missing") == .string("drop")
    }
    guard let axes else { return nil }
    return .table(
      path, path: column, axes: axes, filters: filters, dropsMissing: dropsMissing)
  }

  /// Names of axes, or a mapping from axes to the columns that give their values.
  func columns(_ node: Node) -> [SourceDeclaration.Column]? {
    guard case .mapping(let entries) = node.content else {
      return axisNames(node)?.map { .init(axis: $0, column: $0) }
    }
    guard areAxisNames(entries.map(\.key), at: node.mark) else { return nil }
    let columns = entries.compactMap { entry in
      text(entry.value, entry.key).map {
        SourceDeclaration.Column(axis: entry.key, column: $0)
      }
    }
    return columns.count == entries.count ? columns : nil
  }

  /// One name or a list of them, each fit for an axis.
  private func axisNames(_ node: Node) -> [String]? {
    guard let names = texts(node, "axis"), areAxisNames(names, at: node.mark) else { return nil }
    return names
  }

  func areAxisNames(_ names: [String], at mark: Mark) -> Bool {
    if let wrong = names.first(where: { !Template.isName($0) }) {
      diagnostics.error("\(quoted(wrong)) cannot name an axis", at: mark)
      return false
    }
    guard Set(names).count == names.count, !names.isEmpty else {
      diagnostics.error("axes need different names", at: mark)
      return false
    }
    if let reserved = names.first(where: { ["arithmetic", "seed", "repeat"].contains($0) }) {
      diagnostics.error("'\(reserved)' is a reserved axis; sources cannot have it", at: mark)
      return false
    }
    return true
  }

  /// The artifact type that `node` names.
  func artifactType(_ node: Node, _ known: [ArtifactType]) -> ArtifactType? {
    guard let name = text(node, "type") else { return nil }
    let type = known.first { $0.rawValue == name }
    if type == nil {
      diagnostics.unknown("type", name, among: known.map(\.rawValue), at: node.mark)
    }
    return type
  }

  /// Whether the key can name a source, stage, input or output; says so where not.
  func isName(_ entry: Node.Entry) -> Bool {
    guard !Template.isName(entry.key) else { return true }
    diagnostics.error(
      "\(quoted(entry.key)) is not a name: use a letter, then letters, digits, '_' and '-'",
      at: entry.keyMark)
    return false
  }
}
