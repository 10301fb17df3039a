/// `exclude:` and `include:`, which mend the product of a sweep's axes.
extension NodeReader {
  /// Takes away the combinations that have one of the given values on every given axis.
  func remove(_ entries: [Node.Entry], from sweep: inout Sweep) {
    var conditions: [(index: Int, values: Set<String>)] = []
    for entry in entries {
      guard let index = index(of: entry, in: sweep),
        let values = matching(entry.value, sweep.axes[index], isExcluded: true, &sweep)
      else { return }
      conditions.append((index, values))
    }
    sweep.combinations.removeAll { combination in
      conditions.allSatisfy { $0.values.contains(combination[$0.index]) }
    }
  }

  /// Adds one combination, which gives a value for every axis.
  func insert(_ entries: [Node.Entry], in sweep: inout Sweep) {
    var combination = [String?](repeating: nil, count: sweep.axes.count)
    for entry in entries {
      guard let index = index(of: entry, in: sweep),
        let values = matching(entry.value, sweep.axes[index], isExcluded: false, &sweep),
        let value = values.first
      else { return }
      combination[index] = value
    }
    if let missing = combination.firstIndex(of: nil) {
      diagnostics.error(
        "an included combination gives every axis; '\(sweep.axes[missing].name)' is missing",
        at: entries[0].keyMark)
      return
    }
    let complete = combination.compactMap { $0 }
    guard !sweep.combinations.contains(complete) else { return }
    sweep.combinations.append(complete)
    for (index, value) in complete.enumerated() where !sweep.axes[index].values.contains(value) {
      sweep.axes[index].values.append(value)
    }
  }

  /// The position of the axis that an entry names; `nil` after saying that there is none.
  func index(of entry: Node.Entry, in sweep: Sweep) -> Int? {
    let index = sweep.axes.firstIndex { $0.name == entry.key }
    if index == nil {
      diagnostics.unknown("axis", entry.key, among: sweep.axes.map(\.name), at: entry.keyMark)
    }
    return index
  }

  /// The values that an `include` or `exclude` names along one axis.
  private func matching(
    _ node: Node, _ axis: Axis, isExcluded: Bool, _ sweep: inout Sweep
  ) -> Set<String>? {
    guard let node = scope.expand(node, diagnostics) else { return nil }
    let before = diagnostics.count
    var items = [node]
    if isExcluded, case .sequence(let nodes) = node.content { items = nodes }
    var matching: Set<String> = []
    for item in items {
      if isExcluded, let text = item.text {
        // A range may reach past the axis, so that it need not change when the axis shrinks.
        if let range = range(text, at: item.mark) {
          matching.formUnion(range)
          continue
        }
        let value = sweep.names.value(of: text, along: axis.name)
        guard axis.values.contains(value) || axis.name == "arithmetic" else {
          diagnostics.unknown(
            "value of axis '\(axis.name)'", text, among: axis.values, at: item.mark)
          continue
        }
      }
      guard let named = values(of: item, axis: axis.name, &sweep)?.map(\.text) else { return nil }
      if isExcluded, let stranger = named.first(where: { !axis.values.contains($0) }) {
        diagnostics.unknown(
          "value of axis '\(axis.name)'", stranger, among: axis.values, at: item.mark)
      }
      matching.formUnion(named)
    }
    return diagnostics.count == before ? matching : nil
  }
}
