/// How the items of one source are read: the values of its options at each of them.
struct SourceOptions {
  private let source: SourceDeclaration
  private let axes: [String]
  private let nodes: NodeReader
  private var options: [Option] = []

  private struct Option {
    var declaration: SourceOption
    var node: Node
    /// Whether the value is the same for all items.
    var isConstant: Bool
    /// The value where it is constant, once it was read.
    var constant: Value??
    /// The source that it names, where it names one.
    var files: Files?
  }

  /// Files of another source, by their values along its axes.
  private struct Files {
    /// Where its axes are among those of this source.
    var positions: [Int]
    var paths: [[String]: String]
  }

  /// Reports options that do not suit the type.
  ///
  /// - Parameters:
  ///   - axes: those of the source.
  ///   - found: what other sources of the manifest hold, as far as it is known.
  ///   - names: all sources of the manifest.
  init(
    _ source: SourceDeclaration, _ type: ArtifactType, axes: [String], _ nodes: NodeReader,
    found: [String: Stream.Content], names: [String]
  ) {
    self.source = source
    self.axes = axes
    self.nodes = nodes
    for option in source.options {
      let declaration = option.declaration
      guard declaration.suits.contains(type) else {
        let suits = declaration.suits.map(\.rawValue).joined(separator: ", ")
        nodes.diagnostics.error(
          "source '\(source.name)' is read as \(type.rawValue); '\(declaration.name)' is for \(suits)",
          at: option.mark, hint: source.type == nil ? "'type' says what a source is read as" : nil)
        continue
      }
      var files: Files?
      if declaration.type == .path, let name = option.value.text, names.contains(name) {
        guard let content = found[name] else {
          // Where it is broken, that is reported.
          if name == source.name {
            nodes.diagnostics.error(
              "'\(declaration.name)' names the source itself", at: option.value.mark)
          }
          continue
        }
        files = self.files(of: name, content, option)
        if files == nil { continue }
      }
      let isConstant = files == nil && Scope.names(in: option.value).isDisjoint(with: axes)
      options.append(
        Option(
          declaration: declaration, node: option.value, isConstant: isConstant, files: files))
    }
  }

  /// The values at one item; `nil` after saying what is wrong, once for what all items share.
  mutating func values(at item: [String]) -> [String: Value]? {
    var values: [String: Value] = [:]
    for index in options.indices {
      let value: Value?
      if let constant = options[index].constant {
        value = constant
      } else {
        value = self.value(options[index], at: item)
        if options[index].isConstant { options[index].constant = .some(value) }
      }
      guard let value else { return nil }
      values[options[index].declaration.name] = value
    }
    return values
  }

  private func value(_ option: Option, at item: [String]) -> Value? {
    let name = option.declaration.name
    if let files = option.files {
      if let path = files.paths[files.positions.map { item[$0] }] { return .string(path) }
      let place = files.positions.map { "\(axes[$0])=\(item[$0])" }.joined(separator: " ")
      nodes.diagnostics.error(
        "source '\(option.node.text ?? "")' has no file for \(place), which '\(name)' of source "
          + "'\(source.name)' names", at: option.node.mark)
      return nil
    }
    var reader = nodes
    reader.scope = reader.scope.adding(zip(axes, item).map { ($0, $1) })
    return reader.value(option.node, option.declaration.type, name)
  }

  private func files(
    of name: String, _ content: Stream.Content, _ option: SourceDeclaration.Option
  ) -> Files? {
    var positions: [Int] = []
    for axis in content.relation.axes {
      guard let position = axes.firstIndex(of: axis) else {
        nodes.diagnostics.error(
          "source '\(name)' has the axis '\(axis)', which source '\(source.name)' has not, so that "
            + "'\(option.declaration.name)' could be any of its files", at: option.value.mark)
        return nil
      }
      positions.append(position)
    }
    var paths: [[String]: String] = [:]
    for (values, origin) in zip(content.relation.rows, content.origins) {
      if case .file(let item) = origin { paths[values] = item.path }
    }
    return Files(positions: positions, paths: paths)
  }
}
