/// Rows of words in aligned columns, two spaces apart.
struct TextTable {
  var header: [String]?
  var rows: [[String]]
  /// Columns whose words are numbers and end at one edge.
  var rightAligned: Set<Int> = []

  /// The lines, without spaces at their ends.
  var text: String {
    let all = (header.map { [$0] } ?? []) + rows
    let columns = all.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return all.map { row in
      var line = ""
      for (column, word) in row.enumerated() {
        if column > 0 { line += "  " }
        let padding = String(repeating: " ", count: widths[column] - word.count)
        line += rightAligned.contains(column) ? padding + word : word + padding
      }
      return String(line.trimmingSuffix(while: { $0 == " " }))
    }.joined(separator: "\n")
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> SubSequence {
    var end = endIndex
    while end > startIndex, matches(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
