/// Four rows of four numbers, the last 0 0 0 1.
public enum PlainMatrix {
  static func parse(_ lines: TransformLines) throws(ImageFileError) -> Affine {
    let content = lines.content
    guard content.count == 4 else {
      throw lines.error(nil, "\(content.count) rows where a 4 × 4 matrix was expected")
    }
    var numbers: [Double] = []
    for line in content {
      let words = line.words
      guard words.count == 4 else {
        throw lines.error(line, "\(words.count) numbers where four were expected")
      }
      numbers += try lines.numbers(words, line)
    }
    guard Array(numbers.suffix(4)) == [0, 0, 0, 1] else {
      throw lines.error(nil, "the last row of an affine is 0 0 0 1")
    }
    let affine = Affine(rows: Array(numbers.prefix(12)))
    guard affine.isInvertible else { throw lines.error(nil, "the matrix has no inverse") }
    return affine
  }

  /// Whether each row ends in two blanks, as FSL's tools write matrices.
  static func looksLikeFSL(_ text: String) -> Bool {
    let rows = text.split(whereSeparator: \.isNewline)
    return rows.count == 4 && rows.allSatisfy { $0.hasSuffix("  ") }
  }

  /// Four lines; numbers in the shortest form that reads back to the same bits.
  public static func text(_ affine: Affine) -> String {
    (0..<3).map { row in
      affine.rows[(4 * row)..<(4 * row + 4)].map { "\($0)" }.joined(separator: " ") + "\n"
    }.joined() + "0 0 0 1\n"
  }
}
