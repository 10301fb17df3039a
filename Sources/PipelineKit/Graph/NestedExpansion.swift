/// Manifests that are used as stages.
extension GraphBuilder {
  private static let maximumNesting = 16
  private static let maximumManifests = 1000

  /// An input of the stage, and what it reads.
  typealias Connected = (input: StageDeclaration.Input, resolution: Namespace.Resolution)

  /// Expands a manifest that is used as a stage, in its own names: once for all combinations of the
  /// stage's sweep that give its params the same values.
  mutating func expandManifest(
    _ stage: StageDeclaration, _ reader: NodeReader, _ names: inout Namespace,
    _ outer: Surroundings,
    defaults: StageSettings, seed: Int
  ) -> Entity {
    var inputs: [Connected] = []
    for input in stage.inputs {
      inputs.append(Connected(input, names.resolve(input.reference, diagnostics)))
    }
    checkKeys(of: stage)
    checkAxes(of: stage, inputs, outer)
    guard let path = path(of: stage, reader, outer.chain) else { return .broken }
    var inner = surroundings(of: stage, reader, outer)
    inner.chain.append(path)
    inner.defaults = defaults
    inner.seed = seed
    arithmetics.merge(stage.sweep.arithmetics) { first, _ in first }
    let scope = scopeOfParams(stage, inputs, reader.scope)
    var ports: [(name: String, stream: Stream)] = []
    var isComplete = true
    for (index, group) in groups(of: inner.sweep, stage, scope).enumerated() {
      manifests += 1
      guard manifests <= Self.maximumManifests else {
        diagnostics.error(
          "more than \(Self.maximumManifests) manifests are used as stages", at: stage.usesMark)
        return .broken
      }
      var reader = reader
      reader.scope = scope.adding(group.axes)
      guard
        let nested = files.manifest(
          path, displayed: displayedPath(of: stage), settings: .stage(stage, reader),
          usedAt: stage.usesMark)
      else { return .broken }
      inner.sweep = group.sweep
      let outputs = expand(
        nested, inputs: connect(stage, inputs, nested, sweep: group.sweep), inner)
      // An output whose reference is wrong is missing and reported; do not report its users too.
      if outputs.count != nested.outputs.count { isComplete = false }
      if index == 0 { ports = outputs } else { merge(outputs, into: &ports, stage) }
    }
    guard isComplete else { return .broken }
    export(ports, of: stage, reader)
    return .ports(ports)
  }

  /// Keys that have no meaning for a whole manifest.
  private func checkKeys(of stage: StageDeclaration) {
    let reasons = [
      ("over", "put it on the stage inside that takes all items at once; inputs bring their axes"),
      ("missing", "put it on the stage inside that joins the inputs"),
      ("failed", "put it on the stage inside that goes on without the failed items"),
    ]
    for (key, hint) in reasons {
      guard let mark = stage.keys[key] else { continue }
      diagnostics.error("a manifest used as a stage takes no '\(key)'", at: mark, hint: hint)
    }
    if !stage.sweep.arithmetics.isEmpty, let mark = stage.keys["arithmetic"] {
      diagnostics.error("the arithmetic is swept already; remove 'arithmetic'", at: mark)
    }
  }

  private func checkAxes(
    of stage: StageDeclaration, _ inputs: [Connected], _ outer: Surroundings
  ) {
    for axis in stage.sweep.axes {
      let mark = stage.sweep.marks[axis.name]
      if outer.refuses(axis.name, "swept", at: mark, diagnostics) { continue }
      for case (let input, .stream(let stream)) in inputs
      where stream.content?.relation.axes.contains(axis.name) == true {
        diagnostics.error(
          "axis '\(axis.name)' already comes with input '\(input.port)' (\(stream.producer))",
          at: mark,
          hint: "select one value, as in \(stream.producer)[\(axis.name)=…], or sweep another axis")
      }
    }
  }

  /// The absolute path of the manifest that a stage uses; `nil` where it cannot be one.
  private func path(
    of stage: StageDeclaration, _ reader: NodeReader, _ chain: [String]
  ) -> String? {
    guard let uses = stage.uses, !uses.hasSuffix(".lastbit") else {
      diagnostics.error(
        "packed pipelines ('.lastbit') are not supported yet; unpack it and use its manifest",
        at: stage.usesMark)
      return nil
    }
    let path = PathText.resolve(uses, in: reader.folder)
    guard !chain.contains(path) else {
      let cycle = (chain.drop { $0 != path } + [path]).map(PathText.name)
      diagnostics.error(
        "manifests use each other: \(cycle.joined(separator: " → "))", at: stage.usesMark)
      return nil
    }
    guard chain.count < Self.maximumNesting else {
      diagnostics.error(
        "manifests nest deeper than \(Self.maximumNesting)", at: stage.usesMark)
      return nil
    }
    return path
  }

  private func displayedPath(of stage: StageDeclaration) -> String {
    let uses = stage.uses ?? ""
    return PathText.normalized(
      uses.hasPrefix("/") ? uses : PathText.folder(of: stage.usesMark.file) + "/" + uses)
  }

  /// What the inputs of a nested manifest stand for.
  private func connect(
    _ stage: StageDeclaration, _ given: [Connected], _ nested: Manifest, sweep: Relation?
  ) -> [String: Entity] {
    var inputs: [String: Entity] = [:]
    let declarations = Dictionary(
      nested.inputs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var unknown: [String] = []
    for (input, resolution) in given {
      guard let declared = declarations[input.port] else {
        unknown.append(input.port)
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
        inputs[declared.name] = .stream(stream.crossed(with: sweep))
        guard let type = stream.type, type != declared.type else { continue }
        diagnostics.error(
          "input '\(declared.name)' of '\(stage.uses ?? "")' takes type "
            + "\(declared.type.rawValue), but '\(input.text)' is of type \(type.rawValue)",
          at: input.textMark)
        inputs[declared.name] = .broken
      }
    }
    let needed = nested.inputs.filter { !$0.isOptional && inputs[$0.name] == nil }
    let missing = Suggestion.missing(needed.map(\.name), besides: unknown)
    for declared in nested.inputs where inputs[declared.name] == nil {
      inputs[declared.name] = declared.isOptional ? .absent : .broken
      guard missing.contains(declared.name), !stage.unread.contains("in") else { continue }
      diagnostics.error(
        "'\(stage.uses ?? "")' needs the input '\(declared.name)', type \(declared.type.rawValue)",
        at: stage.keys["in"] ?? stage.mark, hint: "write it under 'in'")
    }
    return inputs
  }

  /// Adds the outputs for more combinations to those for others.
  private func merge(
    _ outputs: [(name: String, stream: Stream)], into ports: inout [(name: String, stream: Stream)],
    _ stage: StageDeclaration
  ) {
    for output in outputs {
      guard let index = ports.firstIndex(where: { $0.name == output.name }) else { continue }
      guard ports[index].stream.append(output.stream) else {
        diagnostics.error(
          "output '\(output.name)' of '\(stage.uses ?? "")' has different axes for different values "
            + "under 'with'", at: stage.keys["with"] ?? stage.mark)
        ports[index].stream.content = nil
        continue
      }
    }
  }

  /// Notes which outputs leave the store, with the jobs that make them.
  private mutating func export(
    _ ports: [(name: String, stream: Stream)], of stage: StageDeclaration, _ reader: NodeReader
  ) {
    var exports = StageExports(
      stage, "'\(stage.uses ?? "")'", ports.map { ($0.name, $0.stream.type) }, catalog.reader,
      reader)
    for (name, stream) in ports where exports.ports.contains(name) {
      guard let content = stream.content else { continue }
      for (row, origin) in content.origins.enumerated() {
        guard
          let export = exports.export(
            name, at: axisNames.shown(content.relation.coordinates(of: row)))
        else {
          continue
        }
        guard case .job(let id, let port) = origin else {
          diagnostics.error(
            "output '\(name)' of '\(stage.uses ?? "")' is a file that no stage made, so there is "
              + "nothing to export", at: stage.keys["export"])
          break
        }
        // After an error jobs may be missing, but then nobody uses the graph.
        guard diagnostics.count == 0 else { continue }
        jobs[id].exports.append(
          Export(port: port, path: export.path, axes: export.axes, sidecar: export.sidecar))
      }
    }
  }
}
