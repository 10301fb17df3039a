/// Values for the parameters of one stage, at each of its coordinates.
struct StageParameters {
  private let stage: StageDeclaration
  private let type: any Stage.Type
  private let reader: NodeReader
  /// `nil` where the axes are not known, so that names cannot be checked.
  private let axes: [String]?
  /// Axes that `with` names, for which the values differ from job to job.
  let usedAxes: [String]
  /// Values by those of the used axes; `nil` where they are wrong and reported.
  private var cache: [[String]: ParameterValues?] = [:]

  init(
    _ stage: StageDeclaration, _ type: any Stage.Type, _ reader: NodeReader, axes: [String]?
  ) {
    self.stage = stage
    self.type = type
    self.reader = reader
    self.axes = axes
    let names = stage.with.reduce(into: Set()) { $0.formUnion(Scope.names(in: $1.value)) }
    usedAxes = (axes ?? []).filter { names.contains($0) && !reader.scope.hiddenAxes.contains($0) }
    let ambiguous = usedAxes.filter { reader.scope.bindings[$0] != nil }
    for axis in ambiguous {
      reader.diagnostics.error(
        "'$\(axis)' could mean the param or the axis; rename the param",
        at: stage.keys["with"] ?? stage.mark)
    }
  }

  /// Reports what is wrong whatever the values along the axes are.
  func check() {
    var reader = reader
    reader.scope = reader.scope.adding(unknown: axes ?? [])
    _ = read(reader)
  }

  mutating func values(at coordinates: Coordinates) -> ParameterValues? {
    let key = usedAxes.map { coordinates[$0] ?? "" }
    if let known = cache[key] { return known }
    var reader = reader
    reader.scope = reader.scope.adding((axes ?? []).map { ($0, coordinates[$0] ?? "") })
    let values = read(reader)
    cache[key] = .some(values)
    return values
  }

  /// The ports of a stage whose kind derives them; `nil` where something is wrong and reported.
  func ports(_ type: any PortDerivingStage.Type) -> StagePorts? {
    let before = reader.diagnostics.count
    var values: [String: Value] = [:]
    for parameter in type.portParameters {
      guard let entry = stage.with.first(where: { $0.key == parameter.name }) else {
        // Missing where it is needed, it is reported with all others.
        values[parameter.name] = parameter.defaultValue
        continue
      }
      if let name = Scope.names(in: entry.value).sorted().first(where: {
        reader.scope.bindings[$0] == nil
      }) {
        reader.diagnostics.error(
          "'\(parameter.name)' decides about the ports of '\(type.kind)', so it follows no axis, and "
            + "'\(name)' is none of the params", at: entry.value.mark)
        continue
      }
      values[parameter.name] = value(of: entry, parameter, reader)
    }
    guard reader.diagnostics.count == before, !stage.unread.contains("with"),
      values.count == type.portParameters.count
    else {
      if reader.diagnostics.count == before { check() }
      return nil
    }
    do {
      return try type.ports(ParameterValues(values), connecting: stage.inputs.map(\.port))
    } catch {
      report(error)
      return nil
    }
  }

  /// The values along the axes that outputs add, for a job with these parameters; `nil` where something
  /// is wrong and reported.
  func items(of ports: [Port], _ values: ParameterValues) -> [(port: Port, values: [String])]? {
    do {
      return try ports.map { ($0, try $0.axis?.values(values) ?? []) }
    } catch {
      report(error)
      return nil
    }
  }

  /// What `with` says of a parameter.
  private func value(
    of entry: Node.Entry, _ parameter: AnyParameter, _ reader: NodeReader
  ) -> Value? {
    entry.value.isNull && parameter.defaultValue == .null
      ? .null : reader.value(entry.value, parameter.type, parameter.name)
  }

  /// What a kind says against values that their declarations accept.
  private func report(_ error: any Error) {
    guard let error = error as? ParameterError else {
      return reader.diagnostics.error("\(error)", at: stage.usesMark)
    }
    let entry = stage.with.first { $0.key == error.parameter }
    reader.diagnostics.error(
      "'\(error.parameter)': \(error.description)",
      at: entry?.value.mark ?? stage.keys["with"] ?? stage.usesMark)
  }

  private func read(_ reader: NodeReader) -> ParameterValues? {
    let diagnostics = reader.diagnostics
    let before = diagnostics.count
    var values: [String: Value] = [:]
    let unknown = stage.with.filter { entry in
      !type.parameters.contains { $0.name == entry.key }
    }
    let needed = type.parameters.filter { parameter in
      parameter.defaultValue == nil && !stage.with.contains { $0.key == parameter.name }
    }
    let missing = Suggestion.missing(needed.map(\.name), besides: unknown.map(\.key))
    for entry in unknown {
      let names = type.parameters.map(\.name)
      let known =
        names.isEmpty ? "it has none" : "its parameters are \(Listing.text(names, limit: 12))"
      diagnostics.error(
        "'\(type.kind)' has no parameter \(quoted(entry.key))", at: entry.keyMark,
        hint: Suggestion.hint(for: entry.key, among: names) ?? known)
    }
    for parameter in type.parameters {
      guard let entry = stage.with.first(where: { $0.key == parameter.name }) else {
        if let value = parameter.defaultValue {
          values[parameter.name] = value
        } else if !stage.unread.contains("with"), missing.contains(parameter.name) {
          diagnostics.error(
            "'\(type.kind)' needs the parameter '\(parameter.name)', \(parameter.type.described)",
            at: stage.keys["with"] ?? stage.mark, hint: "write it under 'with'")
        }
        continue
      }
      if axes != nil || entry.value.isNull
        || Scope.names(in: entry.value).allSatisfy({ reader.scope.bindings[$0] != nil })
      {
        values[parameter.name] = value(of: entry, parameter, reader)
      }
    }
    guard diagnostics.count == before, values.count == type.parameters.count else { return nil }
    for parameter in type.parameters where parameter.isLater && values[parameter.name] == .null {
      values[parameter.name] = nil
    }
    let checked = ParameterValues(values)
    do {
      _ = try type.init(checked)
      if axes != nil, let resolving = type as? any ResolvingStage.Type {
        return try resolving.resolve(checked)
      }
      return checked
    } catch {
      report(error)
      return nil
    }
  }
}
