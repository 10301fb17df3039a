/// The rows of a table written as text, its cells separated by tabs or commas.
///
/// TSV as the Brain Imaging Data Structure and R write it, CSV as RFC 4180: UTF-8, with or without a
/// byte order mark; lines end in LF, CRLF or CR; a cell in double quotes may hold separators, line
/// ends and, doubled, quotes; empty lines are passed over. The first line names the columns.
public struct DelimitedRows: Sendable {
  /// The cells of one line, quotes taken away.
  public struct Row: Sendable {
    /// Where the row starts in the file, counted from one.
    public var line: Int
    public var cells: [String]
    /// Whether the first cell is in quotes, which tells an empty cell from an empty line.
    fileprivate var isQuoted = false
  }

  /// What is wrong with a table, and on which line, from one, where it is in one line.
  public struct Failure: Error {
    public var line: Int?
    public var message: String
  }

  /// Names of the columns; no two are equal, but for empty ones.
  public private(set) var header: Row
  /// The rows below the header, each with as many cells.
  public private(set) var rows: [Row]

  /// - Parameter bytes: the file's content, valid UTF-8.
  /// - Throws: where there is no header, two columns have one name, a row has too many or too few
  ///   cells, or quotes are not closed.
  public init(_ bytes: [UInt8], separator: UInt8) throws(Failure) {
    var parser = Parser(bytes: bytes, separator: separator)
    var all = try parser.rows()
    guard !all.isEmpty else { throw Failure(message: "is empty: it has no header line") }
    header = all.removeFirst()
    rows = all
    try check()
  }

  /// What separates the cells of a file: a comma where its name ends in `.csv`, a tab otherwise.
  public static func separator(ofFile path: String) -> UInt8 {
    UInt8(ascii: path.lowercased().hasSuffix(".csv") ? "," : "\t")
  }

  private mutating func check() throws(Failure) {
    let count = header.cells.count
    for (index, name) in header.cells.enumerated() where !name.isEmpty {
      if let first = header.cells[..<index].firstIndex(of: name) {
        throw Failure(
          line: header.line,
          message: "columns \(first + 1) and \(index + 1) are both called '\(name)'; rename one")
      }
    }
    // In a table of one column an empty line is an empty cell, but not at the end.
    while let last = rows.last, last.cells == [""], !last.isQuoted { rows.removeLast() }
    if count > 1 { rows.removeAll { $0.cells == [""] && !$0.isQuoted } }
    guard let wrong = rows.first(where: { $0.cells.count != count }) else { return }
    let hasNames = rows.allSatisfy { $0.cells.count == count + 1 }
    throw Failure(
      line: wrong.line,
      message: "\(Counted.text(wrong.cells.count, "cell")) where the header line has \(count)"
        + (hasNames ? "; R writes row names so: use row.names = FALSE" : ""))
  }
}

extension DelimitedRows {
  private struct Parser {
    let bytes: [UInt8]
    let separator: UInt8
    var position = 0
    var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let feed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(bytes: [UInt8], separator: UInt8) {
      self.bytes = bytes
      self.separator = separator
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func rows() throws(Failure) -> [Row] {
      var rows: [Row] = []
      while position < bytes.count {
        var row = Row(line: line, cells: [])
        row.isQuoted = bytes[position] == Self.quote
        row.cells.append(try cell())
        while position < bytes.count, bytes[position] == separator {
          position += 1
          row.cells.append(try cell())
        }
        endLine()
        // Empty lines before the header say nothing.
        if !rows.isEmpty || row.cells != [""] || row.isQuoted { rows.append(row) }
      }
      return rows
    }

    private mutating func cell() throws(Failure) -> String {
      if position < bytes.count, bytes[position] == Self.quote { return try quotedCell() }
      let start = position
      while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quotedCell() throws(Failure) -> String {
      let start = line
      var cell: [UInt8] = []
      position += 1
      while position < bytes.count {
        let byte = bytes[position]
        if byte == Self.feed || byte == Self.carriageReturn {
          let first = position
          endLine()
          cell += bytes[first..<position]
          continue
        }
        position += 1
        guard byte == Self.quote else {
          cell.append(byte)
          continue
        }
        if position < bytes.count, bytes[position] == Self.quote {
          cell.append(byte)
          position += 1
          continue
        }
        guard position == bytes.count || isEnd(bytes[position]) else {
          throw Failure(
            line: line, message: "text after a closing quote; write a quote inside a cell twice")
        }
        return String(decoding: cell, as: UTF8.self)
      }
      throw Failure(line: start, message: "a quoted cell is never closed")
    }

    private func isEnd(_ byte: UInt8) -> Bool {
      byte == separator || byte == Self.feed || byte == Self.carriageReturn
    }

    /// Passes over LF, CR or CRLF.
    private mutating func endLine() {
      guard position < bytes.count else { return }
      let isReturn = bytes[position] == Self.carriageReturn
      position += 1
      if isReturn, position < bytes.count, bytes[position] == Self.feed { position += 1 }
      line += 1
    }
  }
}
