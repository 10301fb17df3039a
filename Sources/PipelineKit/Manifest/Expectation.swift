/// What every row of a table's column has to hold: `expect: {summary: {mean: {minimum: 0.7}}}`.
public struct Expectation: Sendable {
  public var port: String
  public var column: String
  public var minimum: Double?
  public var maximum: Double?
  public var mark: Mark
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
            port: port.key, column: column.key, minimum: minimum, maximum: maximum,
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
}

extension Expectation {
  /// What is wrong with a table: a sentence; `nil` where it holds what is expected.
  func problem(in table: Artifact) -> String? {
    guard let values = table[dataset: column]?.doubles else {
      let names = table.datasets.map(\.name)
      return "'expect' names column \(quoted(column)) of '\(port)', which has no numbers of that "
        + "name; its columns are \(Listing.text(names))"
    }
    // NaN meets nothing.
    let unmet = values.indices.filter { row in
      !(values[row] >= minimum ?? -.infinity && values[row] <= maximum ?? .infinity)
    }
    guard let row = unmet.first else { return nil }
    let bound =
      minimum.map { "at least \($0)" }.map { text in
        maximum.map { "\(text) and at most \($0)" } ?? text
      } ?? maximum.map { "at most \($0)" } ?? ""
    return "'\(column)' of '\(port)' is \(values[row]) in row \(row + 1), and 'expect' wants "
      + bound + (unmet.count > 1 ? " (\(unmet.count) of \(values.count) rows)" : "")
  }
}
