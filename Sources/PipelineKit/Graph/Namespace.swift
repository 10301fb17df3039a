/// The names of one manifest.
struct Namespace {
  var entities: [String: Entity] = [:]
  /// In order of declaration, for suggestions.
  var names: [String] = []
  let surroundings: Surroundings
  /// Names that selections can use.
  var axisNames = AxisNames()
  /// Sets that selections can use; `nil` where there is no manifest around.
  var sets: AxisSets?
  /// Those that were used.
  private(set) var usedSets: [ResolvedSet] = []

  init(_ surroundings: Surroundings) { self.surroundings = surroundings }

  enum Resolution {
    case stream(Stream)
    case absent
    /// Wrong, and reported.
    case broken
  }

  /// What `reference` stands for, after its port and selections; `nil` is one that is wrong itself.
  mutating func resolve(_ reference: Reference?, _ diagnostics: DiagnosticCollector)
    -> Resolution
  {
    guard let reference else { return .broken }
    let stream: Stream
    switch entities[reference.name] {
    case nil:
      diagnostics.unknown("source or stage", reference.name, among: names, at: reference.mark)
      return .broken
    case .broken: return .broken
    case .absent: return .absent
    case .stream(let found):
      if let port = reference.port {
        diagnostics.error(
          "'\(reference.name)' has no ports; remove '.\(port)'", at: reference.mark)
        return .broken
      }
      stream = found
    case .ports(let ports):
      guard let found = Self.port(of: reference, among: ports, diagnostics) else { return .broken }
      stream = found
    }
    return select(reference, from: stream, diagnostics).map { .stream($0) } ?? .broken
  }

  private static func port(
    of reference: Reference, among ports: [(name: String, stream: Stream)],
    _ diagnostics: DiagnosticCollector
  ) -> Stream? {
    let names = ports.map(\.name)
    guard let name = reference.port else {
      if ports.count == 1 { return ports[0].stream }
      diagnostics.error(
        "'\(reference.name)' has several outputs; write "
          + names.map { "\(reference.name).\($0)" }.joined(separator: " or "), at: reference.mark)
      return nil
    }
    if let port = ports.first(where: { $0.name == name }) { return port.stream }
    let hint =
      Suggestion.hint(for: name, among: names) ?? "its outputs are \(names.joined(separator: ", "))"
    diagnostics.error(
      "'\(reference.name)' has no output \(quoted(name))", at: reference.mark, hint: hint)
    return nil
  }

  /// The items that have the selected values; the selected axes go.
  private mutating func select(
    _ reference: Reference, from stream: Stream, _ diagnostics: DiagnosticCollector
  ) -> Stream? {
    guard let content = stream.content,
      !reference.selections.isEmpty || !reference.subsets.isEmpty
    else { return stream }
    var relation = content.relation
    var kept = Array(relation.rows.indices)
    for subset in reference.subsets {
      guard let index = index(of: subset.axis, reference, relation, diagnostics) else { return nil }
      let streams = entities.compactMapValues { entity in
        if case .stream(let stream) = entity { stream } else { nil }
      }
      guard
        let set = sets?.values(
          of: subset, present: relation.distinctAxes[index].values, at: reference.mark,
          stream: { streams[$0] })
      else { return nil }
      if !usedSets.contains(set) { usedSets.append(set) }
      let values = Set(set.values)
      kept = kept.filter { values.contains(relation.rows[$0][index]) }
    }
    for selection in reference.selections {
      guard let index = index(of: selection.axis, reference, relation, diagnostics) else {
        return nil
      }
      let value = axisNames.value(of: selection.value, along: selection.axis)
      let remaining = kept.filter { relation.rows[$0][index] == value }
      guard !remaining.isEmpty else {
        let values = relation.distinctAxes[index].values
          .map { axisNames.name(of: $0, along: selection.axis) ?? $0 }
        let hint =
          Suggestion.hint(for: selection.value, among: values)
          ?? "its values are \(Listing.text(values))"
        diagnostics.error(
          "'\(reference.name)' has no item with \(selection.axis)=\(selection.value)",
          at: reference.mark, hint: hint)
        return nil
      }
      kept = remaining
    }
    let selected = Set(reference.selections.map(\.axis))
    let columns = relation.axes.indices.filter { !selected.contains(relation.axes[$0]) }
    let rows = kept.map { row in columns.map { relation.rows[row][$0] } }
    relation = Relation(axes: columns.map { relation.axes[$0] }, rows: rows)
    var selectedStream = stream
    selectedStream.content = .init(relation: relation, origins: kept.map { content.origins[$0] })
    return selectedStream
  }

  /// The position of a selected axis; `nil` after saying what is wrong.
  private func index(
    of axis: String, _ reference: Reference, _ relation: Relation,
    _ diagnostics: DiagnosticCollector
  ) -> Int? {
    guard !surroundings.refuses(axis, "selected", at: reference.mark, diagnostics) else {
      return nil
    }
    if let index = relation.axes.firstIndex(of: axis) { return index }
    let hint =
      Suggestion.hint(for: axis, among: relation.axes)
      ?? (relation.axes.isEmpty
        ? "it has no axes" : "its axes are \(relation.axes.joined(separator: ", "))")
    diagnostics.error(
      "'\(reference.name)' has no axis \(quoted(axis))", at: reference.mark, hint: hint)
    return nil
  }
}
