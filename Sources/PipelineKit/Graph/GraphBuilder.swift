/// Manifest to jobs: looks up kinds, ports and sources, and expands every stage along its axes.
struct GraphBuilder {
  let catalog: StageCatalog
  let diagnostics: DiagnosticCollector
  let files: ManifestReader
  private var stages: [StageNode] = []
  /// Positions of the stages by their full names.
  private var positions: [String: Int] = [:]
  var jobs: [Job] = []
  /// Those swept so far, by label.
  var arithmetics: [String: ArithmeticChoice] = [:]
  /// Names of values along the axes of all manifests.
  var axisNames = AxisNames()
  /// What the sources read.
  private var reads: Set<ReadFile> = []
  /// The sets that were used.
  private var sets: [ResolvedSet] = []
  /// How many manifests were expanded that are used as stages.
  var manifests = 0
  /// False once a stage could not be expanded, for reasons that are reported by then.
  private var isComplete = true

  /// With those of all nested manifests.
  private static let maximumStages = 20_000

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
    _ = expand(manifest, inputs: inputs, Surroundings(chain: [path]))
    let reads = reads.union(files.paths.map { ReadFile($0, .manifest) })
    if jobs.contains(where: { !$0.exports.isEmpty }) {
      var exports = ExportCheck(reads: reads, diagnostics)
      exports.check(jobs)
    }
    if !isComplete, diagnostics.count == 0 {
      diagnostics.error("the manifest could not be expanded completely", at: nil)
    }
    let identity = ManifestIdentity(
      name: manifest.name, file: ManifestIdentity.canonical(path), settings: manifest.settings)
    var graph = JobGraph(
      manifest: identity, stages: stages, jobs: jobs, reads: reads.sorted { $0.path < $1.path })
    graph.facts = ManifestFacts(manifest, path: path, files.texts)
    graph.names = axisNames
    graph.sets = sets
    for job in jobs where !axisNames.isEmpty {
      let shown = axisNames.shown(job.coordinates)
      if shown != job.coordinates { graph.jobs[job.id].named = shown }
    }
    return graph
  }

  /// Adds the stages of a manifest; its outputs by name.
  mutating func expand(
    _ manifest: Manifest, inputs: [String: Entity], _ surroundings: Surroundings
  ) -> [(name: String, stream: Stream)] {
    var scope = manifest.scope
    scope.hiddenAxes = Self.outerAxes(inputs, surroundings).filter { scope.bindings[$0] != nil }
    let reader = NodeReader(diagnostics: diagnostics, scope: scope, folder: manifest.folder)
    let defaults = surroundings.settings(for: manifest, scope: scope)
    let seed = manifest.seed ?? surroundings.seed
    for stage in manifest.stages { axisNames.add(stage.sweep.names, diagnostics) }
    var names = Namespace(surroundings)
    names.axisNames = axisNames
    names.entities = inputs
    names.names =
      manifest.inputs.map(\.name) + manifest.sources.map(\.name)
      + manifest.stages.map(\.name)
    for name in manifest.broken { names.entities[name] = .broken }
    let sources = manifest.sources.map { source in
      var source = source
      if manifest.dropsMissing(of: source) { source.dropMissing() }
      return source
    }
    names.sets = AxisSets(manifest.sets, seed: seed, diagnostics)
    for case .table(let path, _, _) in manifest.sets.map(\.content) {
      reads.insert(ReadFile(path, .table))
    }
    var resolver = SourceResolver(reader: catalog.reader, nodes: reader)
    for case .table(let path, _, _, _, _) in manifest.sources.map(\.origin) {
      reads.insert(ReadFile(path, .table))
    }
    for (source, entity) in resolver.resolve(sources, prefix: surroundings.prefix) {
      names.entities[source.name] = self.source(entity, at: source.mark, surroundings)
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
        ? expandManifest(stage, reader, &names, surroundings, defaults: defaults, seed: seed)
        : expandStage(stage, reader, &names, surroundings, defaults: defaults, seed: seed)
      names.entities[stage.name] = entity
      if case .broken = entity { isComplete = false }
    }
    defer { sets += names.usedSets.filter { !sets.contains($0) } }
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

  /// Axes that come from the manifests around this one.
  private static func outerAxes(
    _ inputs: [String: Entity], _ surroundings: Surroundings
  ) -> Set<String> {
    inputs.values.reduce(into: Set(surroundings.sweepers.keys)) { axes, input in
      guard case .stream(let stream) = input else { return }
      axes.formUnion(stream.content?.relation.axes ?? [])
    }
  }

  /// Notes the files of a source, which as all of its manifest is there for each combination of the
  /// axes swept outside.
  private mutating func source(
    _ entity: Entity, at mark: Mark, _ surroundings: Surroundings
  ) -> Entity {
    guard case .stream(let stream) = entity else { return entity }
    for case .file(let item) in stream.content?.origins ?? [] {
      let paths = (try? catalog.reader.files(of: item)) ?? [item.path]
      reads.formUnion(paths.map { ReadFile($0, .source) })
    }
    for axis in stream.content?.relation.axes ?? []
    where surroundings.refuses(axis, "that of a source", at: mark, diagnostics) {
      return .broken
    }
    return .stream(stream.crossed(with: surroundings.sweep))
  }

  private mutating func expandStage(
    _ stage: StageDeclaration, _ reader: NodeReader, _ names: inout Namespace,
    _ surroundings: Surroundings, defaults: StageSettings, seed: Int
  ) -> Entity {
    guard let type = kind(of: stage), let ports = ports(of: stage, type, reader) else {
      for input in stage.inputs { _ = names.resolve(input.reference, diagnostics) }
      return .broken
    }
    let expander = StageExpander(
      stage, type, ports, catalog, reader, surroundings, defaults: defaults, seed: seed)
    let name = expander.name
    arithmetics.merge(stage.sweep.arithmetics) { first, _ in first }
    let firstID = jobs.count
    let expansion = expander.expand(firstID: firstID, arithmetics: arithmetics, &names)
    let relation = expansion.relation
    add(
      StageNode(
        name: name, kind: type.kind, axes: relation?.distinctAxes ?? [],
        over: stage.over.map(\.axis), dependencies: expansion.connection.dependencies,
        added: ports.outputs.compactMap { port in
          port.axis.map { axis in
            StageNode.Added(
              port: port.name, axis: Axis(axis.name, expansion.items[port.name]?.first ?? []))
          }
        }, mark: stage.mark))
    // After an error jobs may be missing, but then nobody uses the graph.
    jobs += expansion.jobs
    if expansion.jobs.count != relation?.rows.count { isComplete = false }
    return .ports(
      ports.outputs.map { port in
        let content = relation.map { relation in
          Stream.Content(port, of: relation, from: firstID, expansion.items[port.name] ?? [])
        }
        return (
          port.name,
          Stream(producer: name, type: expansion.connection.type(of: port), content: content)
        )
      })
  }

  /// Adds a stage, or what it runs along for other params of its manifest.
  private mutating func add(_ stage: StageNode) {
    guard let position = positions[stage.name] else {
      positions[stage.name] = stages.count
      stages.append(stage)
      return
    }
    for axis in stage.axes {
      if let index = stages[position].axes.firstIndex(where: { $0.name == axis.name }) {
        let known = Set(stages[position].axes[index].values)
        stages[position].axes[index].values += axis.values.filter { !known.contains($0) }
      } else {
        stages[position].axes.append(axis)
      }
    }
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

  /// The ports of a stage; `nil` where they cannot be derived, for reasons that are reported.
  private func ports(
    of stage: StageDeclaration, _ type: any Stage.Type, _ reader: NodeReader
  ) -> StagePorts? {
    guard let deriving = type as? any PortDerivingStage.Type else {
      return StagePorts(inputs: type.inputs, outputs: type.outputs)
    }
    return StageParameters(stage, type, reader, axes: nil).ports(deriving)
  }
}
