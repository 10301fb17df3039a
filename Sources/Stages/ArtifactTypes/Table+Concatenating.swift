import PipelineKit

extension Table {
  /// One tidy table from the tables along some axes: a text column per axis, then the columns of
  /// the tables, with the rows in the order of `parts`.
  ///
  /// A column that a table lacks is empty (text) or missing (numbers) in its rows. Integers and
  /// numbers in one column make numbers; text in any table makes text. A column of the tables that
  /// has the name of an axis gives way to the axis where it says the same, and is an error otherwise.
  ///
  /// - Throws: `StageError` for an axis whose name is a column with other values.
  static func concatenating(_ parts: [(coordinates: Coordinates, table: Table)]) throws -> Table {
    var axes: [String] = []
    var names: [String] = []
    for (coordinates, table) in parts {
      for entry in coordinates.entries where !axes.contains(entry.axis) { axes.append(entry.axis) }
      for column in table.columns where !names.contains(column.name) { names.append(column.name) }
    }
    for (coordinates, table) in parts {
      for entry in coordinates.entries {
        guard let written = table.text(entry.axis) else { continue }
        guard written.allSatisfy({ $0 == entry.value }) else {
          throw StageError(
            "the axis '\(entry.axis)' and a column of the table have the same name and differ; "
              + "rename one of them")
        }
      }
    }
    let axisColumns = axes.map { axis in
      Column(
        axis,
        .text(
          parts.flatMap { part in
            [String](repeating: part.coordinates[axis] ?? "", count: part.table.rowCount)
          }))
    }
    let columns = names.filter { !axes.contains($0) }.map { name in
      Column(name, joined(parts.map(\.table), column: name))
    }
    return Table(axisColumns + columns)
  }

  private static func joined(_ tables: [Table], column name: String) -> Cells {
    let kinds = tables.compactMap { $0[name] }
    if kinds.contains(where: { if case .text = $0 { true } else { false } }) {
      return .text(
        tables.flatMap { $0.text(name) ?? [String](repeating: "", count: $0.rowCount) })
    }
    let isComplete = kinds.count == tables.count
    if isComplete, kinds.allSatisfy({ if case .integers = $0 { true } else { false } }) {
      return .integers(
        kinds.flatMap { cells -> [Int] in
          if case .integers(let values) = cells { values } else { [] }
        })
    }
    return .numbers(
      tables.flatMap { $0.numbers(name) ?? [Double](repeating: .nan, count: $0.rowCount) })
  }
}
