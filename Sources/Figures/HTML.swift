/// Pieces of an HTML page.
package enum HTML {
  /// `text` with every character that HTML or an attribute could take for markup written as an
  /// entity; control characters, which HTML forbids, become U+FFFD.
  package static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n": escaped.unicodeScalars.append(scalar)
      case "\0"..<" ", "\u{7F}"..<"\u{A0}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A table: text columns to the left, numbers to the right.
  ///
  /// - Parameters:
  ///   - header: plain text.
  ///   - rows: plain text, as many cells as the header.
  ///   - isNumber: which columns hold numbers.
  ///   - caption: plain text over the table.
  ///   - address: where the cell of a column leads to, as an address has it; nowhere where `nil`.
  package static func table(
    header: [String], rows: [[String]], isNumber: [Bool], caption: String,
    address: (Int, String) -> String? = { _, _ in nil }
  ) -> String {
    func cell(_ tag: String, _ column: Int, _ text: String) -> String {
      let attributes =
        (tag == "th" ? " scope=\"col\"" : "") + (isNumber[column] ? " class=\"number\"" : "")
      if tag == "td", let address = address(column, text) {
        return "<td\(attributes)><a href=\"\(escape(address))\">\(escape(text))</a></td>"
      }
      return "<\(tag)\(attributes)>\(escape(text))</\(tag)>"
    }
    func row(_ tag: String, _ cells: [String]) -> String {
      "<tr>" + cells.enumerated().map { cell(tag, $0, $1) }.joined() + "</tr>\n"
    }
    // So many columns fit on paper only where numbers are broken.
    let wide = header.count > 16 ? " class=\"wide\"" : ""
    let name = escape(caption.isEmpty ? "table" : String(caption.prefix(80)))
    return
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(name)\"><table\(wide)>\n<caption>\(escape(caption))</caption>\n"
      + "<thead>\(row("th", header))</thead>\n<tbody>\n"
      + rows.map { row("td", $0) }.joined() + "</tbody>\n</table></div>\n"
  }
}
