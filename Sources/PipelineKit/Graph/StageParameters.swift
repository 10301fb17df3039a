/// Values for the parameters of one stage, at each of its coordinates.
struct StageParameters {
  private let stage: StageDeclaration
  private let type: any Stage.Type
  private let reader: NodeReader
  /// `nil` where the axes are not known, so that names cannot be checked.
  private let axes: [String]?
  /// Axes that `with` names, for which the values differ from job to job.
  private let usedAxes: [String]
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
      if entry.value.isNull, parameter.defaultValue == .null {
        values[parameter.name] = .null
      } else if axes != nil
        || Scope.names(in: entry.value).allSatisfy({ reader.scope.bindings[$0] != nil })
      {
        values[parameter.name] = reader.value(entry.value, parameter.type, parameter.name)
      }
    }
    guard diagnostics.count == before, values.count == type.parameters.count else { return nil }
    let checked = ParameterValues(values)
    do {
      _ = try type.init(checked)
      return checked
    } catch let error as ParameterError {
      let entry = stage.with.first { $0.key == error.parameter }
      diagnostics.error(
        "'\(error.parameter)': \(error.description)",
        at: entry?.value.mark ?? stage.keys["with"] ?? stage.usesMark)
    } catch {
      diagnostics.error("\(error)", at: stage.usesMark)
    }
    return nil
  }
}
