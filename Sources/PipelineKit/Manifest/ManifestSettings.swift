extension Manifest {
  /// Where the values of params come from.
  enum Settings {
    /// `--set name=value`, and the preset that `--preset` names.
    case commandLine([(name: String, value: String)], preset: String?)
    /// `with:` of the stage that uses the manifest, read in its own scope.
    case stage(StageDeclaration, NodeReader)
  }

  /// Values for every param: given, or else the default.
  static func scope(
    _ parameters: [ParameterDeclaration], _ settings: Settings, _ presets: [Preset],
    _ broken: [String], _ reader: NodeReader
  ) -> Scope {
    let diagnostics = reader.diagnostics
    var given: [String: Scope.Binding?] = [:]
    var unknown: [String] = []
    let names = parameters.map(\.name)
    let byName = Dictionary(
      parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    switch settings {
    case .commandLine(let pairs, let preset):
      defer { take(preset, of: presets, &given, diagnostics) }
      for (name, value) in pairs {
        if let parameter = byName[name] {
          if given[name] != nil {
            diagnostics.error("--set \(name) is given twice", at: nil)
          }
          given[name] = .some(parameter.binding(ofSetting: value, diagnostics))
        } else if !broken.contains(name) {
          unknown.append(name)
          let hint = Suggestion.hint(for: name, among: names)
          diagnostics.error("--set \(name): the manifest has no such param", at: nil, hint: hint)
        }
      }
    case .stage(let stage, let outer):
      for entry in stage.with {
        if let parameter = byName[entry.key] {
          given[entry.key] = .some(parameter.binding(of: entry.value, outer))
        } else if !broken.contains(entry.key) {
          unknown.append(entry.key)
          diagnostics.unknown("param", entry.key, among: names, at: entry.keyMark)
        }
      }
    }
    let needed = names.filter { given[$0] == nil && byName[$0]?.defaultNode == nil }
    let missing = Suggestion.missing(needed, besides: unknown)
    var scope = Scope()
    // Stands in for values that are already reported, so that their uses are not reported too.
    for name in broken { scope.bindings[name] = .broken }
    scope.paths = Set(parameters.filter { $0.type == .path }.map(\.name))
    if case .commandLine(let pairs, _) = settings {
      for (name, text) in pairs where scope.paths.contains(name) { scope.settings[name] = text }
    }
    for parameter in parameters {
      if let value = given[parameter.name] {
        scope.bindings[parameter.name] = value ?? .broken
      } else if let node = parameter.defaultNode {
        scope.bindings[parameter.name] = parameter.binding(of: node, reader) ?? .broken
      } else {
        scope.bindings[parameter.name] = .broken
        guard missing.contains(parameter.name) else { continue }
        switch settings {
        case .commandLine:
          diagnostics.error(
            "param '\(parameter.name)' has no default; give it with --set \(parameter.name)=…",
            at: parameter.mark)
        case .stage(let stage, _):
          diagnostics.error(
            "stage '\(stage.name)' must give the param '\(parameter.name)' under 'with'",
            at: stage.mark)
        }
      }
    }
    return scope
  }

  /// Adds the values of a preset for params that `--set` does not give.
  private static func take(
    _ name: String?, of presets: [Preset], _ given: inout [String: Scope.Binding?],
    _ diagnostics: DiagnosticCollector
  ) {
    guard let name else { return }
    guard let preset = presets.first(where: { $0.name == name }) else {
      let names = presets.map(\.name)
      diagnostics.error(
        "--preset \(name): the manifest has no such preset", at: nil,
        hint: Suggestion.hint(for: name, among: names)
          ?? (names.isEmpty ? "it has none" : "it has \(Listing.text(names))"))
      return
    }
    for (name, binding) in preset.values where given[name] == nil { given[name] = .some(binding) }
  }
}
