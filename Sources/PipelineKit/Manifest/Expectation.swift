internal import Arithmetic

/// What every row of a table's column has to hold: `expect: {summary: {mean: {minimum: 0.7}}}`.
public struct Expectation: Sendable {
  public var port: String
  public var column: String
  public var minimum: Double?
  public var maximum: Double?
  /// What other columns have in the rows that it is about; all rows where there is none.
  public var rows: [(column: String, values: [String])] = []
  /// Whether the kind ships it, which warns, rather than the manifest.
  public var isShipped = false
  public var mark: Mark
}

/// What a kind of stage expects of its own tables, wherever it runs: a warning says where it is not so. What a
/// manifest expects of the same column takes its place.
public struct Contract: Sendable {
  public var port: String
  public var column: String
  public var minimum: Double?
  public var maximum: Double?
  public var rows: [(column: String, values: [String])]

  /// - Parameters:
  ///   - rows: what other columns have in the rows that it is about.
  public init<Value>(
    _ port: Output<Value>, _ column: String, minimum: Double? = nil, maximum: Double? = nil,
    rows: [(column: String, values: [String])] = []
  ) {
    (self.port, self.column) = (port.name, column)
    (self.minimum, self.maximum, self.rows) = (minimum, maximum, rows)
  }

  func expectation(_ mark: Mark) -> Expectation {
    Expectation(
      port: port, column: column, minimum: minimum, maximum: maximum, rows: rows, isShipped: true,
      mark: mark)
  }
}

extension NodeReader {
  /// Reads `expect`: by port and column, and what happens otherwise.
  func expectations(_ node: Node, _ what: String) -> ([Expectation], stops: Bool) {
    guard var fields = Fields(node, "'expect' of \(what)", self) else { return ([], true) }
    let otherwise = fields.node("otherwise").flatMap {
      value($0, .choice(["stop", "warn"]), "otherwise")
    }
    var expectations: [Expectation] = []
    for port in fields.rest() {
      guard var columns = Fields(port.value, "'\(port.key)' under 'expect'", self) else { continue }
      for column in columns.rest() {
        guard var bounds = Fields(column.value, "column '\(column.key)' under 'expect'", self)
        else {
          continue
        }
        func bound(_ key: String) -> Double? {
          switch bounds.node(key).flatMap({ value($0, .number(), key) }) {
          case .number(let number)?: number
          case .integer(let number)?: Double(number)
          default: nil
          }
        }
        let (minimum, maximum) = (bound("minimum"), bound("maximum"))
        let rows = bounds.node("rows").map { self.rows($0, column.key) } ?? []
        if !bounds.finish(), minimum == nil, maximum == nil {
          diagnostics.error(
            "column '\(column.key)' under 'expect' needs a 'minimum' or a 'maximum'",
            at: column.keyMark)
        }
        if let minimum, let maximum, minimum > maximum {
          diagnostics.error(
            "nothing is at least \(minimum) and at most \(maximum)", at: column.keyMark)
        }
        expectations.append(
          Expectation(
            port: port.key, column: column.key, minimum: minimum, maximum: maximum, rows: rows,
            mark: column.keyMark))
      }
    }
    if expectations.isEmpty, diagnostics.count == 0 {
      diagnostics.error(
        "'expect' names no column", at: node.mark,
        hint: "write {port: {column: {minimum: 0.7}}}")
    }
    return (expectations, otherwise != .string("warn"))
  }

  /// Columns with the value, or the values, that rows have there.
  private func rows(_ node: Node, _ name: String) -> [(column: String, values: [String])] {
    guard var columns = Fields(node, "'rows' of column '\(name)' under 'expect'", self) else {
      return []
    }
    return columns.rest().map { column in
      let isList = if case .sequence = column.value.content { true } else { false }
      let type: ParameterType = isList ? .list(of: .string, minimumCount: 1) : .string
      switch value(column.value, type, column.key) {
      case .list(let values)?: return (column.key, values.compactMap(\.text))
      case let value?: return (column.key, [value.text ?? ""])
      case nil: return (column.key, [])
      }
    }
  }
}

extension Expectation {
  /// What is wrong with a table: a sentence; `nil` where it holds what is expected.
  func problem(in table: Artifact) -> String? {
    guard let values = table[dataset: column]?.doubles else {
      let names = table.datasets.map(\.name)
      return "'expect' names column \(quoted(column)) of '\(port)', which has no numbers of that "
        + "name; its columns are \(Listing.text(names))"
    }
    let texts = table.datasets.map { ($0.name, $0.elements.written) }
    var chosen = Array(values.indices)
    for (name, wanted) in rows {
      guard let cells = texts.first(where: { $0.0 == name })?.1 else {
        return
          "'expect' is about rows by column \(quoted(name)), which '\(port)' does not have; its columns "
          + "are \(Listing.text(table.datasets.map(\.name)))"
      }
      chosen = chosen.filter { wanted.contains(cells[$0]) }
    }
    let about = rows.map { "\($0.column) \($0.values.joined(separator: " or "))" }
      .joined(separator: ", ")
    guard !chosen.isEmpty else {
      return isShipped || rows.isEmpty
        ? nil : "'\(port)' has no row with \(about), of which 'expect' wants '\(column)'"
    }
    // NaN meets nothing.
    let unmet = chosen.filter { row in
      !(values[row] >= minimum ?? -.infinity && values[row] <= maximum ?? .infinity)
    }
    guard let row = unmet.first else { return nil }
    let bound =
      minimum.map { "at least \($0)" }.map { text in
        maximum.map { "\(text) and at most \($0)" } ?? text
      } ?? maximum.map { "at most \($0)" } ?? ""
    // What tells the row apart for a person: its texts.
    let names = table.datasets.compactMap { dataset -> String? in
      guard case .string(let cells) = dataset.elements, !cells.values[row].isEmpty else {
        return nil
      }
      return "\(dataset.name) \(cells.values[row])"
    }.prefix(3)
    let value = values[row].isNaN ? "not a number" : "\(values[row])"
    return "'\(column)' of '\(port)' is \(value) in row \(row + 1)"
      + (names.isEmpty ? "" : " (\(names.joined(separator: ", ")))")
      + ", and \(isShipped ? "usual is" : "'expect' wants") " + bound
      + (unmet.count > 1 ? " (\(unmet.count) of \(chosen.count) rows)" : "")
  }
}

extension DatasetElements {
  /// As tables are written, missing numbers as `n/a`; empty where there are no cells.
  fileprivate var written: [String] {
    if case .string(let tensor) = self { return tensor.values }
    switch self {
    case .float32, .float64: return (doubles ?? []).map { $0.isNaN ? "n/a" : "\($0)" }
    default: return (doubles ?? []).map { "\(Int($0))" }
    }
  }
}

extension Experiment {
  /// What a result lacks of what its stage expects: sentences, those first that stop.
  func unmet(
    _ job: Job, _ result: Store.Result, onlyStops: Bool = false, includesShipped: Bool = true
  ) -> [(sentence: String, stops: Bool)] {
    let expectations = job.expectations
    if expectations.isEmpty { return [] }
    var found: [(sentence: String, stops: Bool)] = []
    for expectation in expectations {
      let stops = job.stopsWhenUnmet && !expectation.isShipped
      if onlyStops && !stops || expectation.isShipped && !includesShipped { continue }
      let ports = result.digests.keys.filter { Port.port(ofItem: $0) == expectation.port }
      for port in ports.sorted() {
        do {
          let table = try store.load(result.key, port: port)
          if let problem = expectation.problem(in: table) { found.append((problem, stops)) }
        } catch { found.append(("\(error)", stops)) }
      }
    }
    return found.filter(\.stops) + found.filter { !$0.stops }
  }
}
