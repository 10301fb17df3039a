internal import Arithmetic

/// Expands one stage of a manifest to its jobs.
struct StageExpander {
  let stage: StageDeclaration
  let type: any Stage.Type
  let ports: StagePorts
  let catalog: StageCatalog
  /// Names and params of the stage's manifest.
  let reader: NodeReader
  /// What the manifest gives where the stage says nothing.
  let settings: StageSettings
  /// The seed that this manifest's stages start from.
  let seed: Int
  /// Name prefixed by the manifest stages it is nested in.
  let name: String
  let surroundings: Surroundings

  private var diagnostics: DiagnosticCollector { reader.diagnostics }

  init(
    _ stage: StageDeclaration, _ type: any Stage.Type, _ ports: StagePorts,
    _ catalog: StageCatalog, _ reader: NodeReader, _ surroundings: Surroundings,
    defaults: StageSettings, seed: Int
  ) {
    self.stage = stage
    self.type = type
    self.ports = ports
    self.catalog = catalog
    self.reader = reader
    settings = stage.settings.merged(over: defaults)
    self.seed = settings.seed ?? seed
    self.surroundings = surroundings
    name = surroundings.prefix + stage.name
  }

  /// What the stage turned into.
  struct Expansion {
    /// `nil` where something is wrong and reported.
    var relation: Relation?
    var jobs: [Job] = []
    /// Values along the axes that outputs add: for each such port, those of each job.
    var items: [String: [[String]]] = [:]
    /// What the input ports are connected to.
    var connection: StageConnection
  }

  /// - Parameters:
  ///   - arithmetics: those swept so far, here too, by label.
  ///   - names: what the references of the manifest stand for.
  func expand(
    firstID: Int, arithmetics: [String: ArithmeticChoice], _ names: inout Namespace
  ) -> Expansion {
    let connection = StageConnection(stage, type.kind, ports, &names, diagnostics)
    var expansion = Expansion(connection: connection)
    checkArithmeticIsUsed()
    let joined = connection.inputs.flatMap(join)
    guard let join = joined, takeEnough(join, connection), !stage.sweep.isBroken,
      !stage.unread.contains("over")
    else {
      check(connection, inputAxes: joined?.axes)
      return expansion
    }
    let rows = join.rows.count * stage.sweep.combinations.count
    guard firstID + rows <= Sweep.maximumCount else {
      diagnostics.error(
        "stage '\(stage.name)' would make it \(firstID + rows) jobs; a manifest has at most "
          + "\(Sweep.maximumCount)", at: stage.mark)
      return expansion
    }
    let axes = join.axes + stage.sweep.axes.map(\.name)
    var relation = Relation(axes: axes, rows: [])
    relation.rows.reserveCapacity(rows)
    expansion.jobs.reserveCapacity(rows)

    let parameters = StageParameters(stage, type, reader, axes: axes)
    let arithmetic = StageArithmetic(stage, type, settings, reader, surroundings, arithmetics)
    var exports = exports(connection)
    let jobSeed = seeds("rounding", axes) { _ in true }
    checkStreams()
    let streams = type.streams.map { ($0.name, seeds($0, axes)) }
    let expectations = expectations(connection)
    let spread = ports.outputs.filter { $0.axis != nil }
    guard checkAxes(of: spread, besides: axes) else { return expansion }
    var variants = JobVariants(parameters, arithmetic, axes: axes, spread: spread) {
      common($0, $1, expectations)
    }
    for row in join.rows.indices {
      let jobInputs = join.jobInputs(at: row)
      for combination in stage.sweep.combinations {
        let values = join.rows[row].values + combination
        relation.rows.append(values)
        let coordinates = relation.coordinates(of: relation.rows.count - 1)
        guard let variant = variants.variant(values, at: coordinates) else { continue }
        for (port, items) in variant.items {
          expansion.items[port.name, default: []].append(items)
        }
        var job = Job(
          id: firstID + relation.rows.count - 1, coordinates: coordinates,
          // Equal keys for what cannot differ: repeats of such jobs run once.
          seed: variant.isDeterministic ? 0 : jobSeed(values), inputs: jobInputs,
          exports: exports.exports(at: names.axisNames.shown(coordinates), variant.items),
          variant.common)
        job.streams = streams.map { name, seed in KeyRecord.Stream(name, seed: seed(values)) }
        expansion.jobs.append(job)
      }
    }
    // Where a job fails, nobody knows the values along the axes that its outputs add.
    if spread.isEmpty || expansion.jobs.count == rows { expansion.relation = relation }
    return expansion
  }

  private func seeds(
    _ stream: String, _ axes: [String], where isRelevant: (String) -> Bool
  ) -> JobSeed {
    JobSeed(
      seed: settings.streamSeeds[stream]?.seed ?? seed, stage: name, axes: axes,
      where: isRelevant)
  }

  /// Of a stream that the stage draws.
  private func seeds(_ stream: DrawnStream, _ axes: [String]) -> JobSeed {
    let own = settings.streamSeeds[stream.name]
    if let shared = own.map({ $0.isShared ? $0.seed : nil }) ?? settings.sharedSeed {
      return JobSeed(shared: shared)
    }
    return seeds(stream.name, axes, where: stream.follows)
  }

  private func common(
    _ values: ParameterValues, _ choice: StageArithmetic.Choice, _ expectations: [Expectation]
  ) -> JobCommon {
    JobCommon(
      .init(
        stage: name, kind: type.kind, parameters: values, arithmetic: choice.specification,
        arithmeticLabel: choice.label ?? choice.specification?.label,
        dropsFailed: stage.dropsFailed,
        resources: settings.resources, retries: settings.retries ?? RetryRule(),
        expectations: expectations, stopsWhenUnmet: stage.stopsWhenUnmet,
        timeout: settings.timeout, mark: stage.mark))
  }

  /// Checks what can be checked where the jobs are not known, for reasons that are reported.
  ///
  /// - Parameter inputAxes: those that come with the inputs; `nil` where they are not known either.
  private func check(_ connection: StageConnection, inputAxes: [String]?) {
    var axes = inputAxes.map { $0 + stage.sweep.axes.map(\.name) }
    if !stage.unread.isDisjoint(with: ["sweep", "over"]) { axes = nil }
    StageParameters(stage, type, reader, axes: axes).check()
    let exports = exports(connection)
    if let axes { exports.check(axes: axes + ports.outputs.compactMap(\.axis?.name)) }
    if let node = settings.arithmetic, type.usesArithmetic, Scope.names(in: node).isEmpty {
      _ = reader.arithmetic(node)
    }
  }

  /// Whether each input gets the items that it needs; the first one that does not is reported.
  ///
  /// Where it fails the stage has no jobs, so that what follows from it is not reported as well.
  private func takeEnough(_ join: InputJoin, _ connection: StageConnection) -> Bool {
    for port in ports.inputs where port.minimumItems > 1 {
      guard let input = connection.inputs?.first(where: { $0.port == port.name }),
        let row = join.rows.indices.first(where: {
          join.itemCount(port.name, at: $0).map { $0 < port.minimumItems } ?? false
        })
      else { continue }
      let count = join.itemCount(port.name, at: row) ?? 0
      let place = zip(join.axes, join.rows[row].values).map { "\($0)=\($1)" }
      let axes = input.stream.relation.axes
      let left = axes.filter { axis in !stage.over.contains { $0.axis == axis } }
      let isForgotten = stage.over.isEmpty
      diagnostics.error(
        "'\(type.kind)' compares at least \(port.minimumItems) items on its input '\(port.name)', and "
          + "this stage hands it \(count)"
          + (place.isEmpty ? "" : " for \(place.joined(separator: " "))"),
        at: isForgotten ? input.mark : stage.keys["over"] ?? input.mark,
        hint: left.isEmpty
          ? "'\(input.producer)' has no more"
          : "name what to compare along under 'over': \(left.joined(separator: " or "))")
      return false
    }
    return true
  }

  private func exports(_ connection: StageConnection) -> StageExports {
    StageExports(
      stage, "'\(type.kind)'", ports.outputs.map { ($0.name, connection.type(of: $0)) },
      catalog.reader, reader)
  }

  /// Seeds for streams that the stage does not draw are reported, unless they are everybody's.
  private func checkStreams() {
    let names = (type.usesArithmetic ? ["rounding"] : []) + type.streams.map(\.name)
    for (name, given) in stage.settings.streamSeeds.sorted(by: { $0.key < $1.key })
    where !names.contains(name) {
      diagnostics.error(
        "'\(type.kind)' draws no random numbers called \(quoted(name))", at: given.mark,
        hint: Suggestion.hint(for: name, among: names)
          ?? (names.isEmpty ? "it draws none" : "it draws \(Listing.text(names))"))
    }
  }

  /// Whether the axes that outputs add are new to the stage; otherwise that is reported.
  private func checkAxes(of outputs: [Port], besides axes: [String]) -> Bool {
    for case let (port, axis?) in outputs.map({ ($0, $0.axis) }) {
      if surroundings.refuses(
        axis.name, "that of an output", at: stage.mark, diagnostics)
      {
        return false
      }
      guard !axes.contains(axis.name) else {
        diagnostics.error(
          "output '\(port.name)' of '\(type.kind)' adds the axis '\(axis.name)', along which this stage "
            + "runs already", at: stage.mark, hint: "give the other axis another name")
        return false
      }
    }
    return true
  }

  /// What `expect` says, as far as it names tables of the stage.
  private func expectations(_ connection: StageConnection) -> [Expectation] {
    let shipped = type.contracts.filter { contract in
      !stage.expectations.contains { $0.port == contract.port && $0.column == contract.column }
    }
    return shipped.map { $0.expectation(stage.mark) }
      + stage.expectations.filter { expectation in
        guard let port = ports.outputs.first(where: { $0.name == expectation.port }) else {
          let names = ports.outputs.map(\.name)
          diagnostics.error(
            "'\(type.kind)' has no output \(quoted(expectation.port))", at: expectation.mark,
            hint: Suggestion.hint(for: expectation.port, among: names)
              ?? "its outputs are \(Listing.text(names))")
          return false
        }
        if let found = connection.type(of: port), found != .table {
          diagnostics.error(
            "'expect' is about columns of tables, and output '\(port.name)' is of type "
              + "\(found.rawValue)", at: expectation.mark)
          return false
        }
        return true
      }
  }

  /// Stages that do not compute in a chosen arithmetic refuse one.
  private func checkArithmeticIsUsed() {
    guard !type.usesArithmetic else {
      if !stage.sweep.arithmetics.isEmpty, let mark = stage.keys["arithmetic"] {
        diagnostics.error("the arithmetic is swept already; remove 'arithmetic'", at: mark)
      }
      return
    }
    for mark in [stage.keys["arithmetic"], stage.sweep.marks["arithmetic"]] {
      guard let mark else { continue }
      diagnostics.error(
        ToolKeys.isTool(type.kind)
          ? "a tool computes as it was built; remove 'arithmetic', or say what computes in it with "
            + "'instrument: verrou'"
          : "'\(type.kind)' always computes in plain binary64; remove 'arithmetic'", at: mark)
    }
  }

  private func join(_ inputs: [InputJoin.Input]) -> InputJoin? {
    let before = diagnostics.count
    let available = inputs.flatMap { $0.stream.relation.axes }
    for over in stage.over
    where !surroundings.refuses(over.axis, "taken away", at: over.mark, diagnostics)
      && !available.contains(over.axis)
    {
      let hint =
        Suggestion.hint(for: over.axis, among: available)
        ?? (available.isEmpty
          ? "they have none" : "they have \(Set(available).sorted().joined(separator: ", "))")
      diagnostics.error(
        "no input of stage '\(stage.name)' has the axis \(quoted(over.axis))", at: over.mark,
        hint: hint)
    }
    let over = Set(stage.over.map(\.axis)).subtracting(surroundings.sweepers.keys)
    for input in inputs {
      let takesMany = ports.inputs.first { $0.name == input.port }?.takesMany ?? false
      guard !takesMany, let axis = input.stream.relation.axes.first(where: over.contains) else {
        continue
      }
      diagnostics.error(
        "input '\(input.port)' of '\(type.kind)' takes one item, but 'over' hands it all along "
          + "'\(axis)'", at: input.mark, hint: "select one, or leave '\(axis)' out of 'over'")
    }
    for axis in stage.sweep.axes
    where !surroundings.refuses(
      axis.name, "swept", at: stage.sweep.marks[axis.name], diagnostics)
    {
      guard let input = inputs.first(where: { $0.stream.relation.axes.contains(axis.name) }) else {
        continue
      }
      diagnostics.error(
        "axis '\(axis.name)' already comes with input '\(input.port)' (\(input.producer))",
        at: stage.sweep.marks[axis.name],
        hint: "select one value, as in \(input.producer)[\(axis.name)=…], or sweep another axis")
    }
    guard diagnostics.count == before, let around = surroundings.sweep else { return nil }
    // Inputs bring the axes that are swept outside.
    var join = InputJoin(
      inputs.isEmpty ? around : .single, over: over, dropsMissing: stage.dropsMissing, diagnostics)
    for input in inputs {
      guard join.add(input, stage: stage.name) else { return nil }
    }
    return join
  }
}
