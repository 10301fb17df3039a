import PipelineKit

/// A table with a row for each person (and repeat), read for its features.
struct WideTable {
  let rows: FeatureRows
  /// Columns that hold text, and are no features.
  let text: [String]

  /// - Parameters:
  ///   - keys: columns that tell the rows of a person apart; those that are there count.
  ///   - others: columns with another use.
  /// - Throws: `StageError` where nobody is named, a pattern matches nothing, or a column has text among
  ///   its numbers.
  init(
    _ table: Table, keys: [String], choose: [String], exclude: [String], others: Set<String>
  ) throws {
    guard let subject = PersonName.columns.first(where: { table[$0] != nil }),
      let people = table.text(subject)
    else {
      throw StageError(
        "the table has no column that names people: one of "
          + "\(PersonName.columns.map(quoted).joined(separator: ", ")); rename it with import/table"
      )
    }
    let keys = keys.filter { table[$0] != nil && $0 != subject }
    let free = table.columns.filter {
      $0.name != subject && !keys.contains($0.name) && !others.contains($0.name)
    }
    for pattern in choose + exclude
    where !free.contains(where: { Wildcard(pattern).matches($0.name) }) {
      throw StageError(
        "the table has no column \(quoted(pattern)); it has "
          + "\(Listing.text(free.map { quoted($0.name) }, limit: 8))")
    }
    var text: [String] = []
    var columns: [(name: String, values: [Double])] = []
    for column in free {
      func listed(_ patterns: [String]) -> Bool {
        patterns.contains { Wildcard($0).matches(column.name) }
      }
      guard choose.isEmpty || listed(choose), !listed(exclude) else { continue }
      let cells = column.cells.written
      let numbers = cells.map(ColumnText.number)
      let isText =
        numbers.allSatisfy { $0 == nil || $0?.isNaN == true } && numbers.contains { $0 == nil }
      if isText, choose.isEmpty {
        text.append(column.name)
        continue
      }
      if let row = numbers.firstIndex(where: { $0 == nil }) {
        throw StageError(
          "column \(quoted(column.name)), row \(row + 1) under the header: \(quoted(cells[row])) is not a "
            + "number; list the column under `exclude`, or mend the table")
      }
      columns.append((column.name, numbers.map { $0 ?? .nan }))
    }
    guard !columns.isEmpty else { throw StageError("the table has no column of numbers") }
    var rows = FeatureRows(keys: ["subject"] + keys)
    let labels = keys.map { table.text($0) ?? [] }
    for (row, person) in people.enumerated() {
      rows.add(
        [PersonName.plain(person)] + labels.map { $0[row] },
        columns.map { ($0.name, $0.values[row]) })
    }
    (self.rows, self.text) = (rows, text)
  }
}
