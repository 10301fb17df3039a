/// Manifest to jobs: looks up kinds, ports and sources, and expands every stage along its axes.
struct GraphBuilder {
  private let catalog: StageCatalog
  private let diagnostics: DiagnosticCollector
  private let files: ManifestReader
  private var stages: [StageNode] = []
  private var jobs: [Job] = []
  private var arithmetics: [String: ArithmeticChoice] = [:]
  private var sourceFiles: Set<String> = []
  private var manifests = 0
  /// False once a stage could not be expanded, for reasons that are reported by then.
  private var isComplete = true

  /// Bounds on nesting, and on stages and manifests with everything nested in them.
  private static let maximumNesting = 16
  private static let maximumStages = 20_000
  private static let maximumManifests = 1000

  init(_ catalog: StageCatalog, _ files: ManifestReader, _ diagnostics: DiagnosticCollector) {
    self.catalog = catalog
    self.files = files
    self.diagnostics = diagnostics
  }

  /// The graph of a manifest, as far as it can be built; `diagnostics` holds what is wrong.
  mutating func build(_ manifest: Manifest, path: String) -> JobGraph {
    for input in manifest.inputs {
      diagnostics.error(
        "input '\(input.name)' is not connected: this manifest is made to be a stage of another",
        at: input.mark)
    }
    let inputs = Dictionary(
      manifest.inputs.map { ($0.name, Entity.broken) }, uniquingKeysWith: { first, _ in first })
    _ = expand(manifest, prefix: "", inputs: inputs, seed: manifest.seed ?? 0, chain: [path])
    ExportConflicts(sources: sourceFiles, diagnostics).check(jobs)
    if !isComplete, diagnostics.count == 0 {
      diagnostics.error("the manifest could not be expanded completely", at: nil)
    }
    return JobGraph(name: manifest.name, stages: stages, jobs: jobs)
  }

  /// Adds the stages of a manifest; its outputs by name.
  private mutating func expand(
    _ manifest: Manifest, prefix: String, inputs: [String: Entity], seed: Int, chain: [String]
  ) -> [(name: String, stream: Stream)] {
    let reader = NodeReader(
      diagnostics: diagnostics, scope: manifest.scope, folder: manifest.folder)
    var names = Namespace()
    names.entities = inputs
    names.names =
      manifest.inputs.map(\.name) + manifest.sources.map(\.name)
      + manifest.stages.map(\.name)
    for name in manifest.broken { names.entities[name] = .broken }
    let resolver = SourceResolver(reader: catalog.reader, diagnostics: diagnostics)
    for source in manifest.sources {
      let entity = resolver.resolve(source, name: prefix + source.name)
      names.entities[source.name] = entity
      if case .stream(let stream) = entity {
        for case .file(let path, _) in stream.content?.origins ?? [] {
          sourceFiles.insert(path)
        }
      }
    }
    for stage in manifest.stages { names.entities[stage.name] = .broken }
    let order = StageOrder(manifest.stages)
    for cycle in order.cycles {
      let first = manifest.stages[cycle.stages[0]]
      diagnostics.error("stages wait for each other: \(cycle.path)", at: first.mark)
    }
    for index in order.order {
      guard stages.count < Self.maximumStages else {
        diagnostics.error(
          "more than \(Self.maximumStages) stages", at: manifest.stages[index].mark)
        break
      }
      let stage = manifest.stages[index]
      let entity =
        stage.isManifest
        ? expandManifest(stage, reader, names, prefix: prefix, seed: seed, chain: chain)
        : expandStage(stage, reader, names, manifest.defaults, prefix: prefix, seed: seed)
      names.entities[stage.name] = entity
      if case .broken = entity { isComplete = false }
    }
    return manifest.outputs.compactMap { output in
      switch names.resolve(output.reference, diagnostics) {
      case .stream(let stream): return (output.name, stream)
      case .broken: return nil
      case .absent:
        diagnostics.error(
          "output '\(output.name)' stands for an input that is not connected",
          at: output.reference.mark)
        return nil
      }
    }
  }

  private mutating func expandStage(
    _ stage: StageDeclaration, _ reader: NodeReader, _ names: Namespace,
    _ defaults: StageSettings, prefix: String, seed: Int
  ) -> Entity {
    guard let type = kind(of: stage) else {
      for input in stage.inputs { _ = names.resolve(input.reference, diagnostics) }
      return .broken
    }
    let name = prefix + stage.name
    let expander = StageExpander(
      stage, type, catalog, reader, defaults: defaults, seed: seed, name: name)
    arithmetics.merge(stage.sweep.arithmetics) { first, _ in first }
    let firstID = jobs.count
    let expansion = expander.expand(firstID: firstID, arithmetics: arithmetics, names)
    let relation = expansion.relation
    stages.append(
      StageNode(
        name: name, kind: type.kind, axes: relation?.distinctAxes ?? [],
        over: stage.over.map(\.axis), dependencies: expansion.connection.dependencies,
        mark: stage.mark))
    // After an error jobs may be missing, but then nobody uses the graph.
    jobs += expansion.jobs
    if expansion.jobs.count != relation?.rows.count { isComplete = false }
    return .ports(
      type.outputs.map { port in
        let content = relation.map { relation in
          Stream.Content(
            relation: relation,
            origins: relation.rows.indices.map { .job(firstID + $0, port: port.name) })
        }
        return (
          port.name,
          Stream(producer: name, type: expansion.connection.type(of: port), content: content)
        )
      })
  }

  /// The kind that a stage uses; `nil` where it is wrong and reported.
  private func kind(of stage: StageDeclaration) -> (any Stage.Type)? {
    guard let uses = stage.uses else { return nil }
    if let type = catalog[uses] { return type }
    if uses.hasPrefix(".") || uses.hasPrefix("/") {
      diagnostics.error(
        "the path of a manifest ends with .yaml or .yml, not as \(quoted(uses)) does",
        at: stage.usesMark)
    } else {
      diagnostics.unknown(
        "stage kind", uses, among: catalog.kinds.map { $0.kind }, at: stage.usesMark)
    }
    return nil
  }

  /// Expands a manifest that is used as a stage, in its own names.
  private mutating func expandManifest(
    _ stage: StageDeclaration, _ reader: NodeReader, _ names: Namespace, prefix: String,
    seed: Int, chain: [String]
  ) -> Entity {
    let uses = stage.uses ?? ""
    guard !uses.hasSuffix(".lastbit") else {
      diagnostics.error(
        "packed pipelines ('.lastbit') are not supported yet; unpack it and use its manifest",
        at: stage.usesMark)
      return .broken
    }
    for (key, mark) in stage.keys.sorted(by: { $0.value.line < $1.value.line })
    where !["uses", "with", "in"].contains(key) {
      diagnostics.error(
        "a manifest used as a stage takes no '\(key)'; put it on the stages inside", at: mark)
    }
    let path = PathText.resolve(uses, in: reader.folder)
    guard !chain.contains(path) else {
      let cycle = (chain.drop { $0 != path } + [path]).map(PathText.name)
      diagnostics.error(
        "manifests use each other: \(cycle.joined(separator: " → "))", at: stage.usesMark)
      return .broken
    }
    guard chain.count < Self.maximumNesting else {
      diagnostics.error(
        "manifests nest deeper than \(Self.maximumNesting)", at: stage.usesMark)
      return .broken
    }
    manifests += 1
    guard manifests <= Self.maximumManifests else {
      diagnostics.error(
        "more than \(Self.maximumManifests) manifests are used as stages", at: stage.usesMark)
      return .broken
    }
    let displayed = PathText.normalized(
      uses.hasPrefix("/") ? uses : PathText.folder(of: stage.usesMark.file) + "/" + uses)
    guard
      let nested = files.manifest(
        path, displayed: displayed, settings: .stage(stage, reader), usedAt: stage.usesMark)
    else { return .broken }
    let inputs = connect(stage, nested, names)
    let outputs = expand(
      nested, prefix: prefix + stage.name + "/", inputs: inputs, seed: nested.seed ?? seed,
      chain: chain + [path])
    // An output whose reference is wrong is missing and reported; do not report its users too.
    return outputs.count == nested.outputs.count ? .ports(outputs) : .broken
  }

  /// What the inputs of a nested manifest stand for.
  private func connect(
    _ stage: StageDeclaration, _ nested: Manifest, _ names: Namespace
  ) -> [String: Entity] {
    var inputs: [String: Entity] = [:]
    let declarations = Dictionary(
      nested.inputs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for input in stage.inputs {
      let resolution = names.resolve(input.reference, diagnostics)
      guard let declared = declarations[input.port] else {
        if !nested.broken.contains(input.port) {
          diagnostics.unknown(
            "input", input.port, among: nested.inputs.map(\.name), at: input.mark)
        }
        continue
      }
      switch resolution {
      case .broken: inputs[declared.name] = .broken
      case .absent: break
      case .stream(let stream):
        inputs[declared.name] = .stream(stream)
        guard let type = stream.type, type != declared.type else { continue }
        diagnostics.error(
          "input '\(declared.name)' of '\(stage.uses ?? "")' takes type "
            + "\(declared.type.rawValue), but '\(input.text)' is of type \(type.rawValue)",
          at: input.textMark)
        inputs[declared.name] = .broken
      }
    }
    for declared in nested.inputs where inputs[declared.name] == nil {
      inputs[declared.name] = declared.isOptional ? .absent : .broken
      guard !declared.isOptional else { continue }
      diagnostics.error(
        "'\(stage.uses ?? "")' needs the input '\(declared.name)', type \(declared.type.rawValue)",
        at: stage.keys["in"] ?? stage.mark, hint: "write it under 'in'")
    }
    return inputs
  }
}
