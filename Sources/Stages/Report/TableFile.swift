/// The tab-separated file behind a table of a page, as a link that needs no network.
enum TableFile {
  /// How the address of one begins.
  static let start = "href=\"data:text/tab-separated-values;charset=utf-8,"

  /// Files that are larger are not in the page, which no browser would open.
  static let mostBytes = 8 << 20

  /// Tab and line feed as addresses have them.
  private static let tab = "%09"
  private static let line = "%0A"

  /// The address of a table's file, whole numbers and all digits of others; `nil` where it is too large
  /// for a page.
  static func address(_ table: Table) -> String? {
    let cells = table.columns.map(\.cells.written)
    var bytes = Array(table.columns.map { encoded($0.name) }.joined(separator: tab).utf8)
    bytes += line.utf8
    for row in 0..<table.rowCount {
      for (column, cells) in cells.enumerated() {
        if column > 0 { bytes += tab.utf8 }
        append(cells[row], to: &bytes)
      }
      bytes += line.utf8
      if bytes.count > mostBytes { return nil }
    }
    return start + String(decoding: bytes, as: UTF8.self) + "\""
  }

  /// A cell without tabs and lines, in characters that an address and an attribute hold.
  static func encoded(_ cell: String) -> String {
    var bytes: [UInt8] = []
    append(cell, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func append(_ cell: String, to bytes: inout [UInt8]) {
    for byte in cell.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "="), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: ":"):
        bytes.append(byte)
      case 9, 10, 13: bytes += Array("%20".utf8)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  /// The file, without the address's beginning and end, with names in place of values in the columns
  /// of axes.
  ///
  /// - Parameter labels: names by axis and value, with the entities of HTML.
  static func renamed(
    _ file: Substring, _ labels: [(axis: String, value: String, name: String)]
  ) -> String {
    let own = labels.map {
      (encoded(plain($0.axis)), encoded(plain($0.value)), encoded(plain($0.name)))
    }
    var rows = file.split(separator: line, omittingEmptySubsequences: false)
    let header = (rows.first ?? "").split(separator: tab, omittingEmptySubsequences: false)
    let columns = header.indices.compactMap { column in
      let names = own.filter { $0.0 == header[column] }
      return names.isEmpty
        ? nil : (column, Dictionary(names.map { ($0.1, $0.2) }, uniquingKeysWith: { a, _ in a }))
    }
    guard !columns.isEmpty else { return String(file) }
    for row in rows.indices.dropFirst() where !rows[row].isEmpty {
      var cells = rows[row].split(separator: tab, omittingEmptySubsequences: false)
      for (column, names) in columns where cells.indices.contains(column) {
        if let name = names[String(cells[column])] { cells[column] = name[...] }
      }
      rows[row] = cells.joined(separator: tab)[...]
    }
    return rows.joined(separator: line)
  }

  /// Text without the entities that `HTML.escape` writes.
  private static func plain(_ text: String) -> String {
    var text = text
    for (entity, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ] where text.contains("&") {
      text = text.split(separator: entity, omittingEmptySubsequences: false).joined(
        separator: character)
    }
    return text
  }
}
