/// Rows of words in aligned columns, two spaces apart.
public struct TextTable {
  public var header: [String]?
  public var rows: [[String]]
  /// Columns whose words are numbers and end at one edge.
  public var rightAligned: Set<Int>

  public init(header: [String]? = nil, rows: [[String]], rightAligned: Set<Int> = []) {
    self.header = header
    self.rows = rows
    self.rightAligned = rightAligned
  }

  /// The lines, without spaces at their ends.
  public var text: String {
    var widths: [Int] = []
    forEachRow { row in
      for (column, word) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], word.width)
      }
    }
    var bytes: [UInt8] = []
    var isFirst = true
    forEachRow { row in
      if !isFirst { bytes.append(UInt8(ascii: "\n")) }
      isFirst = false
      let start = bytes.count
      for (column, word) in row.enumerated() {
        if column > 0 { bytes.append(contentsOf: "  ".utf8) }
        let padding = repeatElement(UInt8(ascii: " "), count: widths[column] - word.width)
        let isRight = rightAligned.contains(column)
        if isRight { bytes.append(contentsOf: padding) }
        bytes.append(contentsOf: word.utf8)
        if !isRight { bytes.append(contentsOf: padding) }
      }
      while bytes.count > start, bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func forEachRow(_ body: ([String]) -> Void) {
    if let header { body(header) }
    for row in rows { body(row) }
  }
}
