/// The sweep of a manifest that is used as a stage.
extension GraphBuilder {
  /// Combinations of a sweep that give the params of a manifest the same values.
  struct Group {
    /// Values of the axes that the params follow.
    var axes: [(String, String)]
    var sweep: Relation?
  }

  /// What surrounds the manifest, apart from its path.
  func surroundings(
    of stage: StageDeclaration, _ reader: NodeReader, _ outer: Surroundings
  ) -> Surroundings {
    var inner = outer
    inner.prefix = outer.prefix + stage.name + "/"
    inner.given = stage.settings.scoped(in: reader.scope).merged(over: outer.given)
    if !stage.sweep.arithmetics.isEmpty {
      inner.arithmetics = stage.sweep.arithmetics
    } else if stage.settings.arithmetic != nil {
      inner.arithmetics = [:]
    }
    let swept = Relation(axes: stage.sweep.axes.map(\.name), rows: stage.sweep.combinations)
    for axis in swept.axes { inner.sweepers[axis] = outer.prefix + stage.name }
    let count = swept.rows.count * (outer.sweep?.rows.count ?? 0)
    if count > Sweep.maximumCount {
      diagnostics.error(
        "stage '\(stage.name)' would run for \(count) combinations; at most "
          + "\(Sweep.maximumCount) can be swept", at: stage.keys["sweep"] ?? stage.mark)
    }
    let isSound = !stage.sweep.isBroken && count <= Sweep.maximumCount
    let isNew = Set(swept.axes).isDisjoint(with: outer.sweepers.keys)
    inner.sweep = isSound && isNew ? outer.sweep?.crossed(with: swept).relation : nil
    return inner
  }

  /// The names that `with` of the stage can use, apart from the axes of its sweep.
  func scopeOfParams(
    _ stage: StageDeclaration, _ inputs: [Connected], _ scope: Scope
  ) -> Scope {
    var scope = scope
    if stage.sweep.isBroken { scope = scope.adding(unknown: stage.sweep.axes.map(\.name)) }
    for entry in stage.with {
      for name in Scope.names(in: entry.value).sorted()
      where scope.bindings[name] == nil && !stage.sweep.axes.contains(where: { $0.name == name }) {
        let reading = inputs.first { _, resolution in
          guard case .stream(let stream) = resolution else { return false }
          return stream.content?.relation.axes.contains(name) ?? false
        }
        guard let reading else { continue }
        diagnostics.error(
          "'$\(name)' is an axis of the input '\(reading.input.port)', but params of a manifest are "
            + "the same for all items", at: entry.value.mark,
          hint: "they can follow the axes of the stage's own 'sweep'")
        scope.bindings[name] = .broken
      }
    }
    return scope
  }

  func groups(
    of sweep: Relation?, _ stage: StageDeclaration, _ scope: Scope
  ) -> [Group] {
    guard let sweep else { return [Group(axes: [], sweep: nil)] }
    let names = stage.with.reduce(into: Set<String>()) { $0.formUnion(Scope.names(in: $1.value)) }
    let columns = sweep.axes.indices.filter {
      names.contains(sweep.axes[$0]) && scope.bindings[sweep.axes[$0]] == nil
    }
    guard !columns.isEmpty else { return [Group(axes: [], sweep: sweep)] }
    var groups: [Group] = []
    var positions: [[String]: Int] = [:]
    for row in sweep.rows {
      let values = columns.map { row[$0] }
      if let position = positions[values] {
        groups[position].sweep?.rows.append(row)
      } else {
        positions[values] = groups.count
        groups.append(
          Group(
            axes: Array(zip(columns.map { sweep.axes[$0] }, values)),
            sweep: Relation(axes: sweep.axes, rows: [row])))
      }
    }
    return groups
  }
}
