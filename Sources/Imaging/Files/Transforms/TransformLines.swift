/// The lines of a text that holds a transform.
struct TransformLines {
  struct Line {
    /// Counted from one.
    var number: Int
    /// Without white space around it.
    var text: String

    /// What is between white space and commas.
    var words: [String] {
      text.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
    }
  }

  let path: String
  let all: [Line]

  init(_ text: String, path: String) {
    self.path = path
    all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { Line(number: $0 + 1, text: Self.trimmed($1)) }
  }

  /// Lines that are not empty and no comment.
  var content: [Line] { all.filter { !$0.text.isEmpty && !$0.text.hasPrefix("#") } }

  /// The numbers of some words of a line.
  func numbers(_ words: some Sequence<some StringProtocol>, _ line: Line) throws(ImageFileError)
    -> [Double]
  {
    var numbers: [Double] = []
    for word in words {
      guard let number = Double(word), number.isFinite else {
        throw ImageFileError("\(path):\(line.number)", "'\(word)' is not a number")
      }
      numbers.append(number)
    }
    return numbers
  }

  func error(_ line: Line?, _ message: String) -> ImageFileError {
    ImageFileError(line.map { "\(path):\($0.number)" } ?? path, message)
  }

  /// The text on both sides of the first `separator`, where there is one.
  static func pair(_ text: String, _ separator: Character) -> (key: String, value: String)? {
    guard let place = text.firstIndex(of: separator) else { return nil }
    return (trimmed(text[..<place]), trimmed(text[text.index(after: place)...]))
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}

extension Affine {
  /// Negates x and y on both sides: between right-anterior-superior and left-posterior-superior, ITK's.
  var withReversedWorlds: Affine {
    var turned = self
    for row in 0..<3 {
      for column in 0..<4 where (row < 2) != (column < 2) {
        turned[row, column] = -turned[row, column]
      }
    }
    return turned
  }

  /// The inverse, for a transform of a file.
  func inverted(path: String) throws(ImageFileError) -> Affine {
    guard let inverse else { throw ImageFileError(path, "its matrix has no inverse") }
    return inverse
  }
}
