import PipelineKit

/// Tab- or comma-separated text with a header line as tables: reading (`DelimitedRows` has the
/// rules) and writing.
enum DelimitedText {
  /// The table in `text`, every cell as text.
  ///
  /// - Parameters:
  ///   - separator: what stands between cells, an ASCII character.
  ///   - file: name to put into errors.
  /// - Throws: `StageError` for ragged rows, repeated or empty headers, stray quotes, no header.
  static func parse(_ text: String, separator: Unicode.Scalar, file: String) throws -> Table {
    let rows: DelimitedRows
    do {
      rows = try DelimitedRows(Array(text.utf8), separator: UInt8(ascii: separator))
    } catch {
      let place = error.line.map { "\(file):\($0):" } ?? file
      throw StageError("\(place) \(error.message)")
    }
    if let index = rows.header.cells.firstIndex(of: "") {
      throw StageError(
        "\(file):\(rows.header.line): column \(index + 1) has no name in the header line")
    }
    return Table(
      rows.header.cells.enumerated().map { index, name in
        Table.Column(name, .text(rows.rows.map { $0.cells[index] }))
      })
  }

  /// The table as text with a header line; lines end in LF.
  static func write(_ table: Table, separator: Unicode.Scalar) -> String {
    let columns = table.columns.map { $0.cells.written }
    var text = ""
    func append(_ cells: [String]) {
      for (index, cell) in cells.enumerated() {
        if index > 0 { text.unicodeScalars.append(separator) }
        text += quoted(cell, separator: separator)
      }
      text += "\n"
    }
    append(table.columns.map(\.name))
    for row in 0..<table.rowCount { append(columns.map { $0[row] }) }
    return text
  }

  private static func quoted(_ cell: String, separator: Unicode.Scalar) -> String {
    let needsQuotes = cell.unicodeScalars.contains {
      $0 == separator || $0 == "\"" || $0 == "\n" || $0 == "\r"
    }
    guard needsQuotes else { return cell }
    var quoted = "\""
    for scalar in cell.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
