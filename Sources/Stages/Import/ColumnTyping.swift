import PipelineKit

/// Which columns of a table hold numbers, by name or pattern.
struct ColumnTyping {
  let numbers: [String]
  let integers: [String]
  let text: [String]
  let missing: Set<String>

  /// The table with its columns typed.
  ///
  /// - Throws: `StageError` with column and row of the first cell that does not fit its column's
  ///   type, and for a name that no column has.
  func apply(to table: Table) throws -> Table {
    for name in numbers + integers + text
    where !table.columns.contains(where: { Wildcard(name).matches($0.name) }) {
      throw StageError("the table has no column '\(name)'")
    }
    return Table(
      try table.columns.map { column in
        let name = column.name
        if isListed(name, in: text) { return column }
        if isListed(name, in: integers) { return .init(name, .integers(try integers(column))) }
        if isListed(name, in: numbers) { return .init(name, .numbers(try numbers(column))) }
        return column
      })
  }

  private func isListed(_ name: String, in patterns: [String]) -> Bool {
    patterns.contains { Wildcard($0).matches(name) }
  }

  private func numbers(_ column: Table.Column) throws -> [Double] {
    guard case .text(let cells) = column.cells else {
      return Table([column]).numbers(column.name) ?? []
    }
    return try cells.enumerated().map { row, cell in
      let cell = String(cell.withoutOuterSpaces)
      if missing.contains(cell) { return .nan }
      guard let number = ColumnTyping.decimal(cell) else {
        throw ColumnTyping.misfit(column.name, row, cell, "a number")
      }
      return number
    }
  }

  private func integers(_ column: Table.Column) throws -> [Int] {
    switch column.cells {
    case .integers(let cells): return cells
    case .numbers: throw StageError("column '\(column.name)' holds numbers, not whole numbers")
    case .text(let cells):
      return try cells.enumerated().map { row, cell in
        let cell = String(cell.withoutOuterSpaces)
        guard let number = Int(cell) else {
          throw ColumnTyping.misfit(column.name, row, cell, "a whole number")
        }
        return number
      }
    }
  }

  /// Decimal numbers only: no hexadecimal, no words for infinity.
  private static func decimal(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  private static func misfit(_ name: String, _ row: Int, _ cell: String, _ what: String)
    -> StageError
  {
    StageError(
      "column '\(name)', row \(row + 1) under the header: '\(cell)' is not \(what); list it under "
        + "`missing`, or the column under `text`")
  }
}
