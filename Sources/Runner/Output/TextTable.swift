import PipelineKit

/// Rows of words in aligned columns, two spaces apart.
struct TextTable {
  var header: [String]?
  var rows: [[String]]
  /// Columns whose words are numbers and end at one edge.
  var rightAligned: Set<Int> = []

  /// The lines, without spaces at their ends.
  var text: String {
    let all = (header.map { [$0] } ?? []) + rows
    var widths: [Int] = []
    for row in all {
      for (column, word) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], word.width)
      }
    }
    var text = ""
    for (index, row) in all.enumerated() {
      if index > 0 { text += "\n" }
      var line = ""
      for (column, word) in row.enumerated() {
        if column > 0 { line += "  " }
        let padding = String(repeating: " ", count: widths[column] - word.width)
        line += rightAligned.contains(column) ? padding + word : word + padding
      }
      while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
      text += line
    }
    return text
  }
}
