/// The axes that a stage adds, and which combinations of their values it runs.
public struct Sweep: Sendable {
  /// Axes in order, each with its values in order; without values where it is wrong and reported.
  public var axes: [Axis]
  /// Values by combination, one for each axis.
  public var combinations: [[String]]
  /// What the values of the axis `arithmetic` stand for.
  public var arithmetics: [String: ArithmeticChoice]
  /// Names that values have.
  public var names = AxisNames()
  /// Where each axis is declared.
  public var marks: [String: Mark]
  /// Whether something in it is wrong and reported; there are no combinations then.
  public var isBroken = false

  /// A stage without a sweep: one combination of no axes.
  static let none = Sweep(axes: [], combinations: [[]], arithmetics: [:], marks: [:])

  /// More combinations than this in one stage are a mistake.
  static let maximumCount = 1_000_000
  static let maximumAxes = 32
  /// Every exclusion looks at every combination.
  static let maximumMending = 100_000_000
}

extension NodeReader {
  /// Reads `sweep:`, as far as it can be read.
  func sweep(_ node: Node, _ what: String) -> Sweep {
    let before = diagnostics.count
    var sweep = read(node, what)
    if diagnostics.count != before { sweep.isBroken = true }
    if sweep.isBroken { sweep.combinations = [] }
    return sweep
  }

  private func read(_ node: Node, _ what: String) -> Sweep {
    var sweep = Sweep.none
    let before = diagnostics.count
    guard var fields = Fields(node, "sweep of \(what)", self) else { return sweep }
    let zip = fields.node("zip")
    let include = fields.node("include")
    let exclude = fields.node("exclude")
    var isComplete = true
    let crossed = fields.rest().map { [$0] } + (zip.map(mappings) ?? [])
    for entries in crossed where !add(entries, to: &sweep) { isComplete = false }
    let removed = exclude.map(mappings) ?? []
    let added = include.map(mappings) ?? []
    guard isComplete else {
      sweep.isBroken = true
      for entry in (removed + added).joined() { _ = index(of: entry, in: sweep) }
      return sweep
    }
    guard (removed.count + added.count) * sweep.combinations.count <= Sweep.maximumMending else {
      diagnostics.error(
        "too many exclusions and inclusions for \(sweep.combinations.count) combinations",
        at: node.mark)
      return sweep
    }
    for mapping in removed { remove(mapping, from: &sweep) }
    for mapping in added { insert(mapping, in: &sweep) }
    if diagnostics.count == before, sweep.combinations.isEmpty {
      diagnostics.error("the sweep of \(what) leaves no combination", at: node.mark)
    }
    return sweep
  }

  /// Crosses the sweep with axes that walk together; false where they are wrong and reported.
  private func add(_ entries: [Node.Entry], to sweep: inout Sweep) -> Bool {
    var added: [Axis] = []
    var isRight = true
    let before = diagnostics.count
    for entry in entries {
      let isName = isAxisName(entry)
      let values = values(of: entry, &sweep) ?? []
      if values.isEmpty { isRight = false }
      guard isName else { continue }
      guard sweep.marks.updateValue(entry.keyMark, forKey: entry.key) == nil else {
        diagnostics.error("axis '\(entry.key)' is swept twice", at: entry.keyMark)
        continue
      }
      if let first = added.first, first.values.count != values.count, !values.isEmpty,
        !first.values.isEmpty
      {
        diagnostics.error(
          "zipped axes are equally long, but '\(first.name)' has \(first.values.count) values and "
            + "'\(entry.key)' has \(values.count)", at: entry.keyMark)
      }
      added.append(Axis(entry.key, values))
    }
    guard isRight, diagnostics.count == before, let count = added.map(\.values.count).min() else {
      sweep.axes += added
      return false
    }
    guard sweep.axes.count + added.count <= Sweep.maximumAxes else {
      diagnostics.error(
        "a sweep has at most \(Sweep.maximumAxes) axes", at: entries[0].keyMark)
      return false
    }
    guard sweep.combinations.count * count <= Sweep.maximumCount else {
      diagnostics.error(
        "a sweep has at most \(Sweep.maximumCount) combinations, not "
          + "\(sweep.combinations.count) × \(count)", at: entries[0].keyMark)
      return false
    }
    sweep.axes += added
    sweep.combinations = sweep.combinations.flatMap { combination in
      (0..<count).map { index in combination + added.map { $0.values[index] } }
    }
    return true
  }

  private func isAxisName(_ entry: Node.Entry) -> Bool {
    guard Template.isName(entry.key) else {
      diagnostics.error("\(quoted(entry.key)) cannot name an axis", at: entry.keyMark)
      return false
    }
    guard scope.bindings[entry.key] != nil else { return true }
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
      let read = items.map { self.values(of: $0, axis: entry.key, &sweep) }
      guard !read.contains(where: { $0 == nil }) else { return nil }
      values = read.flatMap { $0 ?? [] }
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
    if let clash = sweep.names.clash(along: entry.key, with: values.map(\.text)) {
      diagnostics.error(
        "'\(clash.name)' is a value of axis '\(entry.key)' itself and cannot name another one",
        at: clash.mark)
    }
    if values.isEmpty { diagnostics.error("axis '\(entry.key)' has no values", at: node.mark) }
    return diagnostics.count == before ? values.map(\.text) : nil
  }

  /// The values that one item of a list stands for.
  func values(
    of item: Node, axis: String, _ sweep: inout Sweep
  ) -> [(text: String, mark: Mark)]? {
    if let named = nameEntry(of: item, axis: axis) {
      return value(of: named, axis: axis, &sweep).map { [($0, item.mark)] }
    }
    if let text = item.text, case let value = sweep.names.value(of: text, along: axis),
      value != text
    {
      return [(value, item.mark)]
    }
    if axis == "arithmetic" {
      guard let choice = arithmetic(item) else { return nil }
      if let other = sweep.arithmetics.values.first(where: {
        $0.resolved == choice.resolved && $0.label != choice.label
      }) {
        diagnostics.error(
          "\(quoted(choice.label)) is the same arithmetic as \(quoted(other.label))", at: item.mark)
      }
      sweep.arithmetics[choice.label] = choice
      return [(choice.label, item.mark)]
    }
    guard let text = text(item, axis) else { return nil }
    return (range(text, at: item.mark) ?? [text]).map { ($0, item.mark) }
  }

  /// The values of a range, or `nil` where `text` is none or a wrong one, which is reported.
  func range(_ text: String, at mark: Mark) -> [String]? {
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
}
