/// Brings the inputs of a stage together: on the values of the axes they share, in all combinations
/// of the others.
struct InputJoin {
  /// One connected input port.
  struct Input {
    var port: String
    var stream: Stream.Content
    var producer: String
    var mark: Mark
  }

  /// The items of one input that have the same values along all axes but those under `over`.
  private struct Group {
    var key: [String]
    var items: [Int]
  }

  private(set) var axes: [String]
  /// Values along `axes`, and for each input so far the group it takes.
  private(set) var rows: [(values: [String], groups: [Int])]
  private var inputs: [Input] = []
  private var groups: [[Group]] = []
  private let over: Set<String>
  private let dropsMissing: Bool
  private let diagnostics: DiagnosticCollector

  /// - Parameter start: the combinations for which there are jobs even without inputs.
  init(
    _ start: Relation, over: Set<String>, dropsMissing: Bool, _ diagnostics: DiagnosticCollector
  ) {
    axes = start.axes
    rows = start.rows.map { ($0, []) }
    self.over = over
    self.dropsMissing = dropsMissing
    self.diagnostics = diagnostics
  }

  /// Joins one more input; false where it does not fit, which is reported.
  mutating func add(_ input: Input, stage: String) -> Bool {
    let relation = input.stream.relation
    let kept = relation.axes.indices.filter { !over.contains(relation.axes[$0]) }
    let groups = Self.groups(of: relation, by: kept)
    let names = kept.map { relation.axes[$0] }
    // With nothing there to join with, its items are the rows.
    if inputs.isEmpty, axes.isEmpty, !groups.isEmpty {
      guard groups.count <= Sweep.maximumCount else {
        reportTooMany(stage, at: input.mark)
        return false
      }
      axes = names
      rows = groups.enumerated().map { ($0.element.key, [$0.offset]) }
      inputs.append(input)
      self.groups.append(groups)
      return true
    }
    // Positions of the shared axes, here and in the groups' keys.
    let shared = axes.indices.compactMap { here in
      names.firstIndex(of: axes[here]).map { (here: here, there: $0) }
    }
    let fresh = names.indices.filter { !axes.contains(names[$0]) }

    var byShared: [[String]: [Int]] = [:]
    for (index, group) in groups.enumerated() {
      byShared[shared.map { group.key[$0.there] }, default: []].append(index)
    }
    var joined: [(values: [String], groups: [Int])] = []
    var unmatchedRows: [[String]] = []
    var matched: Set<[String]> = []
    for row in rows {
      let key = shared.map { row.values[$0.here] }
      guard let matches = byShared[key] else {
        unmatchedRows.append(key)
        continue
      }
      matched.insert(key)
      guard joined.count + matches.count <= Sweep.maximumCount else {
        reportTooMany(stage, at: input.mark)
        return false
      }
      for match in matches {
        joined.append((row.values + fresh.map { groups[match].key[$0] }, row.groups + [match]))
      }
    }
    let sharedNames = shared.map { axes[$0.here] }
    let unmatchedGroups =
      matched.count == byShared.count
      ? []
      : groups.map { group in shared.map { group.key[$0.there] } }.filter { !matched.contains($0) }
    let here = "'\(input.port)' (\(input.producer))"
    let others = inputs.map { "'\($0.port)'" }.joined(separator: ", ")
    report(
      unmatchedRows, along: sharedNames, missingIn: here, presentIn: others, at: input.mark)
    report(
      unmatchedGroups, along: sharedNames, missingIn: others, presentIn: here, at: input.mark)
    guard dropsMissing || unmatchedRows.isEmpty && unmatchedGroups.isEmpty else { return false }
    guard !joined.isEmpty else {
      diagnostics.error(
        "the inputs of stage '\(stage)' have no \(shared.map { axes[$0.here] }.joined(separator: ", "))"
          + " in common", at: input.mark)
      return false
    }
    axes += fresh.map { names[$0] }
    rows = joined
    inputs.append(input)
    self.groups.append(groups)
    return true
  }

  /// The inputs of the job at `row`, in the order in which they were added.
  func jobInputs(at row: Int) -> [JobInput] {
    inputs.indices.map { index in
      let input = inputs[index]
      let relation = input.stream.relation
      let taken = relation.axes.indices.filter { over.contains(relation.axes[$0]) }
      let items = groups[index][rows[row].groups[index]].items.map { item in
        JobInput.Item(
          coordinates: Coordinates(
            taken.map { .init(relation.axes[$0], relation.rows[item][$0]) }),
          origin: input.stream.origins[item])
      }
      return JobInput(port: input.port, items: items)
    }
  }

  /// How many items the input on `port` takes in the job at `row`.
  func itemCount(_ port: String, at row: Int) -> Int? {
    inputs.firstIndex { $0.port == port }.map { groups[$0][rows[row].groups[$0]].items.count }
  }

  private static func groups(of relation: Relation, by kept: [Int]) -> [Group] {
    guard kept.count < relation.axes.count else {
      return relation.rows.indices.map { Group(key: relation.rows[$0], items: [$0]) }
    }
    var groups: [Group] = []
    var positions: [[String]: Int] = [:]
    for (index, row) in relation.rows.enumerated() {
      let key = kept.map { row[$0] }
      if let position = positions[key] {
        groups[position].items.append(index)
      } else {
        positions[key] = groups.count
        groups.append(Group(key: key, items: [index]))
      }
    }
    return groups
  }

  private func reportTooMany(_ stage: String, at mark: Mark) {
    diagnostics.error(
      "stage '\(stage)' would make it more than \(Sweep.maximumCount) jobs", at: mark)
  }

  /// Says which items only one side has: left out where the stage drops them, an error otherwise.
  private func report(
    _ keys: [[String]], along axes: [String], missingIn: String, presentIn: String, at mark: Mark
  ) {
    guard !keys.isEmpty else { return }
    var seen: Set<[String]> = []
    guard !axes.isEmpty else {
      // Without an axis in common any item would do.
      diagnostics.error("input \(missingIn) has no items at all", at: mark)
      return
    }
    let names = keys.filter { seen.insert($0).inserted }
      .map { zip(axes, $0).map { "\($0)=\($1)" }.joined(separator: " ") }
    guard dropsMissing else {
      diagnostics.error(
        "input \(missingIn) has no item for \(Listing.text(names)), which input \(presentIn) has",
        at: mark, hint: "add what is missing, or say 'missing: drop'")
      return
    }
    let count = names.count == 1 ? "1 item is" : "\(names.count) items are"
    diagnostics.warning(
      "\(count) left out ('missing: drop'): input \(missingIn) has none for "
        + "\(Listing.text(names)), which input \(presentIn) has", at: mark)
  }
}
