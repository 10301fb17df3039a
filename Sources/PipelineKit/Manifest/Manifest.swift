/// A manifest as it is written, params replaced, before anything it names is looked up.
public struct Manifest: Sendable {
  public var name: String
  public var about: String
  /// What every job's seed starts from; `nil` where the manifest does not say.
  public var seed: Int?
  public var parameters: [ParameterDeclaration]
  public var inputs: [InputDeclaration]
  public var sources: [SourceDeclaration]
  /// Values along axes that belong together.
  public var sets: [SetDeclaration] = []
  public var stages: [StageDeclaration]
  public var outputs: [OutputDeclaration]
  /// What stages take where they say nothing themselves.
  public var defaults: StageSettings
  /// Path for messages, as given.
  public var file: String
  /// Absolute folder that relative paths start from.
  public var folder: String
  /// Names that were declared but whose declaration is wrong: not to be reported again as unknown.
  var broken: Set<String>
  /// What `$name` stands for.
  var scope: Scope

  /// What a manifest needs from the manifest that uses it.
  public struct InputDeclaration: Sendable {
    public var name: String
    public var type: ArtifactType
    public var isOptional: Bool
    public var mark: Mark
  }

  /// A port that a manifest offers to the manifest that uses it.
  public struct OutputDeclaration: Sendable {
    public var name: String
    public var reference: Reference
  }
}

extension Manifest {
  /// Reads a manifest from its root node, as far as it can be read; `diagnostics` holds what is
  /// wrong.
  ///
  /// - Parameters:
  ///   - file: the path for messages.
  ///   - folder: the absolute folder that relative paths start from.
  ///   - files: knows types, and the keys of sources that say how files are read.
  init?(
    _ root: Node, file: String, folder: String, settings: Settings, reader files: any SourceReader,
    _ diagnostics: DiagnosticCollector
  ) {
    var reader = NodeReader(diagnostics: diagnostics, scope: Scope(), folder: folder)
    guard var fields = Fields(root, "the manifest", reader) else { return nil }
    self.file = file
    self.folder = folder
    broken = []
    Self.checkVersion(&fields, reader)

    let declared = Self.entries(&fields, "params", reader)
    let parameters = declared.compactMap { ParameterDeclaration($0, reader) }
    self.parameters = parameters
    let names = Set(parameters.map(\.name))
    let brokenParams = declared.map(\.key).filter { !names.contains($0) }
    let presets = Self.entries(&fields, "presets", reader).compactMap {
      Preset($0, parameters, brokenParams, reader)
    }
    reader.scope = Self.scope(parameters, settings, presets, brokenParams, reader)
    scope = reader.scope

    name = fields.text("name") ?? PathText.name(of: file)
    about = fields.text("about") ?? ""
    seed = fields.integer("seed", 0...Int.max)
    defaults = StageSettings()
    if let node = fields.node("defaults"), var values = Fields(node, "'defaults'", reader) {
      defaults = reader.settings(&values, "'defaults'")
      values.finish()
    }
    var taken: [String: Mark] = [:]
    let inputEntries = Self.entries(&fields, "inputs", reader)
    inputs = inputEntries.compactMap { reader.input($0, files.types) }
    let sourceEntries = Self.entries(&fields, "sources", reader)
    sources = sourceEntries.compactMap { reader.source($0, files) }
    sets = Self.entries(&fields, "sets", reader).compactMap { reader.set($0) }
    let hasStages = fields.has("stages")
    let stageEntries = Self.entries(&fields, "stages", reader)
    stages = stageEntries.compactMap { reader.stage($0) }
    sources += stages.compactMap { reader.scriptSource(of: $0, files.types) }
    outputs = Self.entries(&fields, "outputs", reader).compactMap { reader.output($0) }
    fields.finish()
    if !hasStages || (stageEntries.isEmpty && diagnostics.count == 0) {
      diagnostics.error("the manifest needs 'stages'", at: root.mark)
    }
    for entry in inputEntries + sourceEntries + stageEntries {
      if let first = taken[entry.key] {
        diagnostics.error(
          "the name \(quoted(entry.key)) is taken, on line \(first.line)", at: entry.keyMark)
        // Which one is meant is not known, so that nothing more can be said of either.
        inputs.removeAll { $0.name == entry.key }
        sources.removeAll { $0.name == entry.key }
        stages.removeAll { $0.name == entry.key }
      }
      taken[entry.key] = entry.keyMark
    }
    broken = Set(taken.keys).subtracting(inputs.map(\.name))
      .subtracting(sources.map(\.name)).subtracting(stages.map(\.name))
  }

  /// Whether every stage that reads a source leaves out what is missing.
  func dropsMissing(of source: SourceDeclaration) -> Bool {
    let readers = stages.filter { stage in
      stage.inputs.contains { $0.reference?.name == source.name }
    }
    return !readers.isEmpty && readers.allSatisfy(\.dropsMissing)
  }

  private static func checkVersion(_ fields: inout Fields, _ reader: NodeReader) {
    guard let node = fields.required("lastbit") else { return }
    if node.text != "1" {
      reader.diagnostics.error(
        "'lastbit' is the version of the manifest language, 1, not \(node.described)",
        at: node.mark)
    }
  }

  /// The entries of a mapping from names; none where the key is absent or empty.
  private static func entries(
    _ fields: inout Fields, _ key: String, _ reader: NodeReader
  ) -> [Node.Entry] {
    guard let node = fields.node(key), !node.isNull, var mapping = Fields(node, "'\(key)'", reader)
    else { return [] }
    return mapping.rest()
  }
}

extension NodeReader {
  /// Reads one entry of `inputs:`: a type, or a mapping.
  fileprivate func input(_ entry: Node.Entry, _ types: [ArtifactType])
    -> Manifest.InputDeclaration?
  {
    guard isName(entry) else { return nil }
    var typeNode: Node? = entry.value
    var isOptional = false
    if case .mapping = entry.value.content {
      guard var fields = Fields(entry.value, "input '\(entry.key)'", self) else { return nil }
      typeNode = fields.required("type", at: entry.keyMark)
      _ = fields.text("about")
      if let node = fields.node("optional") {
        isOptional = value(node, .boolean, "optional") == .boolean(true)
      }
      fields.finish()
    }
    guard let type = typeNode.flatMap({ artifactType($0, types) }) else { return nil }
    return .init(name: entry.key, type: type, isOptional: isOptional, mark: entry.keyMark)
  }

  /// Reads one entry of `outputs:`: a reference.
  fileprivate func output(_ entry: Node.Entry) -> Manifest.OutputDeclaration? {
    guard isName(entry), let reference = reference(entry.value, entry.key) else { return nil }
    return .init(name: entry.key, reference: reference)
  }
}
