import PipelineKit

/// Tab- or comma-separated text with a header line: reading and writing.
///
/// Reading takes CSV as RFC 4180 describes it and TSV as BIDS does: quotes around a cell may hold
/// the separator, line ends and doubled quotes; lines end in LF, CRLF or CR; a byte order mark and
/// empty lines at the end are passed over.
enum DelimitedText {
  /// The table in `text`, every cell as text.
  ///
  /// - Parameters:
  ///   - separator: what stands between cells.
  ///   - file: name to put into errors.
  /// - Throws: `StageError` for ragged rows, repeated or empty headers, stray quotes, no header.
  static func parse(_ text: String, separator: Unicode.Scalar, file: String) throws -> Table {
    var parser = Parser(scalars: Array(text.unicodeScalars), separator: separator, file: file)
    var rows = try parser.rows()
    while let last = rows.last, last.cells == [""] { rows.removeLast() }
    guard let header = rows.first else {
      throw StageError("\(file) is empty: it has no header line")
    }

    var places: [String: Int] = [:]
    for (index, name) in header.cells.enumerated() {
      if name.isEmpty {
        throw StageError("\(file): column \(index + 1) has no name in the header line")
      }
      if let first = places.updateValue(index, forKey: name) {
        throw StageError(
          "\(file): columns \(first + 1) and \(index + 1) are both called '\(name)'; "
            + "rename one of them in the header line")
      }
    }
    for row in rows.dropFirst() where row.cells.count != header.cells.count {
      throw StageError(
        "\(file):\(row.line): \(row.cells.count) cells where the header line has "
          + "\(header.cells.count)")
    }
    return Table(
      header.cells.enumerated().map { index, name in
        Table.Column(name, .text(rows.dropFirst().map { $0.cells[index] }))
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

  private struct Row {
    var line: Int
    var cells: [String]
  }

  private struct Parser {
    let scalars: [Unicode.Scalar]
    let separator: Unicode.Scalar
    let file: String
    var position = 0
    var line = 1

    init(scalars: [Unicode.Scalar], separator: Unicode.Scalar, file: String) {
      self.scalars = scalars
      self.separator = separator
      self.file = file
      if scalars.first == "\u{FEFF}" { position = 1 }
    }

    mutating func rows() throws -> [Row] {
      var rows: [Row] = []
      while position < scalars.count {
        var row = Row(line: line, cells: [try cell()])
        while position < scalars.count, scalars[position] == separator {
          position += 1
          row.cells.append(try cell())
        }
        endLine()
        rows.append(row)
      }
      return rows
    }

    private mutating func cell() throws -> String {
      if position < scalars.count, scalars[position] == "\"" { return try quotedCell() }
      var cell = String.UnicodeScalarView()
      while position < scalars.count, !isEnd(scalars[position]) {
        cell.append(scalars[position])
        position += 1
      }
      return String(cell)
    }

    private mutating func quotedCell() throws -> String {
      let start = line
      var cell = String.UnicodeScalarView()
      position += 1
      while position < scalars.count {
        let scalar = scalars[position]
        position += 1
        if scalar == "\n" { line += 1 }
        guard scalar == "\"" else {
          cell.append(scalar)
          continue
        }
        if position < scalars.count, scalars[position] == "\"" {
          cell.append(scalar)
          position += 1
          continue
        }
        guard position == scalars.count || isEnd(scalars[position]) else {
          throw StageError(
            "\(file):\(line): text after a closing quote; write a quote inside a cell twice")
        }
        return String(cell)
      }
      throw StageError("\(file):\(start): a quoted cell is never closed")
    }

    private func isEnd(_ scalar: Unicode.Scalar) -> Bool {
      scalar == separator || scalar == "\n" || scalar == "\r"
    }

    /// Passes over LF, CR or CRLF.
    private mutating func endLine() {
      guard position < scalars.count else { return }
      let isReturn = scalars[position] == "\r"
      position += 1
      if isReturn, position < scalars.count, scalars[position] == "\n" { position += 1 }
      line += 1
    }
  }
}
