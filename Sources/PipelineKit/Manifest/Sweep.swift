/// The axes that a stage adds, and which combinations of their values it runs.
public struct Sweep: Sendable {
  /// Axes in order, each with its values in order.
  public var axes: [Axis]
  /// Values by combination, one for each axis.
  public var combinations: [[String]]
  /// What the values of the axis `arithmetic` stand for.
  public var arithmetics: [String: ArithmeticChoice]
  /// Where each axis is declared.
  public var marks: [String: Mark]

  /// A stage without a sweep: one combination of no axes.
  static let none = Sweep(axes: [], combinations: [[]], arithmetics: [:], marks: [:])

  /// More combinations than this in one stage are a mistake.
  static let maximumCount = 1_000_000
}

extension NodeReader {
  /// Reads `sweep:`; `nil` after saying what is wrong.
  func sweep(_ node: Node, _ what: String) -> Sweep? {
    guard var fields = Fields(node, "sweep of \(what)", self) else { return nil }
    let before = diagnostics.count
    let zip = fields.node("zip")
    let include = fields.node("include")
    let exclude = fields.node("exclude")
    var sweep = Sweep.none
    for entry in fields.rest() { add([entry], to: &sweep) }
    for mapping in zip.map(mappings) ?? [] { add(mapping, to: &sweep) }
    guard diagnostics.count == before else { return nil }
    for mapping in exclude.map(mappings) ?? [] { remove(mapping, from: &sweep) }
    for mapping in include.map(mappings) ?? [] { insert(mapping, in: &sweep) }
    if diagnostics.count == before, sweep.combinations.isEmpty {
      diagnostics.error("the sweep of \(what) leaves no combination", at: node.mark)
    }
    return diagnostics.count == before ? sweep : nil
  }

  /// Crosses the sweep with axes that walk together.
  private func add(_ entries: [Node.Entry], to sweep: inout Sweep) {
    var added: [Axis] = []
    for entry in entries {
      guard isAxisName(entry), let values = values(of: entry, &sweep) else { continue }
      guard sweep.marks.updateValue(entry.keyMark, forKey: entry.key) == nil else {
        diagnostics.error("axis '\(entry.key)' is swept twice", at: entry.keyMark)
        continue
      }
      if let first = added.first, first.values.count != values.count {
        diagnostics.error(
          "zipped axes are equally long, but '\(first.name)' has \(first.values.count) values and "
            + "'\(entry.key)' has \(values.count)", at: entry.keyMark)
      }
      added.append(Axis(entry.key, values))
    }
    guard added.count == entries.count, let count = added.map(\.values.count).min() else { return }
    guard sweep.combinations.count * count <= Sweep.maximumCount else {
      diagnostics.error(
        "a sweep has at most \(Sweep.maximumCount) combinations, not "
          + "\(sweep.combinations.count) × \(count)", at: entries[0].keyMark)
      return
    }
    sweep.axes += added
    sweep.combinations = sweep.combinations.flatMap { combination in
      (0..<count).map { index in combination + added.map { $0.values[index] } }
    }
  }

  private func isAxisName(_ entry: Node.Entry) -> Bool {
    guard Template.isName(entry.key) else {
      diagnostics.error("\(quoted(entry.key)) cannot name an axis", at: entry.keyMark)
      return false
    }
    guard case .text? = scope.bindings[entry.key] else { return true }
    diagnostics.error(
      "axis '\(entry.key)' has the name of a param, so '$\(entry.key)' could mean either",
      at: entry.keyMark)
    return false
  }

  /// The values of one axis: a list, a range, or a list with ranges in it.
  private func values(of entry: Node.Entry, _ sweep: inout Sweep) -> [String]? {
    guard let node = scope.expand(entry.value, diagnostics) else { return nil }
    let before = diagnostics.count
    var values: [(text: String, mark: Mark)] = []
    switch node.content {
    case .sequence(let items):
      for item in items { values += self.values(of: item, axis: entry.key, &sweep) }
    case .scalar(let text, _):
      let range = self.range(text, at: node.mark)
      if range == nil, diagnostics.count == before {
        diagnostics.error(
          "axis '\(entry.key)' needs a list or a range, not \(node.described)", at: node.mark,
          hint: Int(text).map { "write 1..\($0), or [\($0)] for that one value" })
      }
      values = (range ?? []).map { ($0, node.mark) }
    case .mapping:
      diagnostics.error("axis '\(entry.key)' needs a list or a range", at: node.mark)
    }
    guard diagnostics.count == before else { return nil }
    var seen: Set<String> = []
    for value in values where !seen.insert(value.text).inserted {
      diagnostics.error(
        "axis '\(entry.key)' has the value \(quoted(value.text)) twice", at: value.mark)
    }
    if values.isEmpty { diagnostics.error("axis '\(entry.key)' has no values", at: node.mark) }
    return diagnostics.count == before ? values.map(\.text) : nil
  }

  private func values(
    of item: Node, axis: String, _ sweep: inout Sweep
  ) -> [(text: String, mark: Mark)] {
    if axis == "arithmetic" {
      guard let choice = arithmetic(item) else { return [] }
      if let other = sweep.arithmetics.values.first(where: {
        $0.resolved == choice.resolved && $0.label != choice.label
      }) {
        diagnostics.error(
          "\(quoted(choice.label)) is the same arithmetic as \(quoted(other.label))", at: item.mark)
      }
      sweep.arithmetics[choice.label] = choice
      return [(choice.label, item.mark)]
    }
    guard let text = text(item, axis) else { return [] }
    return (range(text, at: item.mark) ?? [text]).map { ($0, item.mark) }
  }

  /// The values of a range, or `nil` where `text` is none or a wrong one, which is reported.
  private func range(_ text: String, at mark: Mark) -> [String]? {
    do {
      return try AxisRange.values(of: text)
    } catch {
      diagnostics.error(error.message, at: mark)
      return nil
    }
  }

  /// One mapping, or a list of them.
  private func mappings(_ node: Node) -> [[Node.Entry]] {
    var nodes = [node]
    if case .sequence(let items) = node.content { nodes = items }
    return nodes.compactMap { node in
      guard case .mapping(let entries) = node.content, !entries.isEmpty else {
        diagnostics.error(
          "expected a mapping from axes to values, not \(node.described)", at: node.mark)
        return nil
      }
      return entries
    }
  }

  /// Takes away the combinations that have one of the given values on every given axis.
  private func remove(_ entries: [Node.Entry], from sweep: inout Sweep) {
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
  private func insert(_ entries: [Node.Entry], in sweep: inout Sweep) {
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

  private func index(of entry: Node.Entry, in sweep: Sweep) -> Int? {
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
        guard axis.values.contains(text) || axis.name == "arithmetic" else {
          diagnostics.unknown("value of axis '\(axis.name)'", text, among: axis.values, at: item.mark)
          continue
        }
      }
      let named = values(of: item, axis: axis.name, &sweep).map(\.text)
      if isExcluded, let stranger = named.first(where: { !axis.values.contains($0) }) {
        diagnostics.unknown(
          "value of axis '\(axis.name)'", stranger, among: axis.values, at: item.mark)
      }
      matching.formUnion(named)
    }
    return diagnostics.count == before ? matching : nil
  }
}
