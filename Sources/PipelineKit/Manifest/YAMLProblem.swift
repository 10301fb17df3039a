/// Why a text is not YAML, at the place where the mistake was made: libyaml stops where it first
/// notices, which may be lines further on.
struct YAMLProblem {
  let source: SourceText
  let failure: YAMLEvents.Failure
  /// The last quoted text that goes over several lines; lines and columns from zero.
  let lastQuoted: (start: (line: Int, column: Int), endLine: Int)?

  /// What is wrong, and where.
  var explanation: (message: String, mark: Mark) {
    switch failure.problem {
    case "found unexpected end of stream":
      if let start = failure.start { return ("the quote here is never closed", mark(start)) }
    case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
      if let start = failure.start, let open = Brackets(source).unclosed(from: start) {
        let closing = open.bracket == "[" ? "]" : "}"
        return (
          "'\(open.bracket)' is never closed: write '\(closing)' where it ends",
          mark((open.line, open.column))
        )
      }
    default: break
    }
    for line in [failure.line, failure.line - 1] {
      if let found = blank(inLine: line) ?? missingSpace(inLine: line) { return found }
    }
    if let quoted = lastQuoted, (quoted.endLine...quoted.endLine + 1).contains(failure.line) {
      return (
        "the quote here is closed only on line \(quoted.endLine + 1), where the text makes no sense "
          + "any more; close it where it ends", mark(quoted.start)
      )
    }
    return (Self.words(for: failure.problem), place)
  }

  private func mark(_ place: (line: Int, column: Int)) -> Mark {
    Mark(file: source.file, line: place.line + 1, column: place.column + 1)
  }

  /// Where libyaml stopped; at the end of the text the last line that is not empty.
  private var place: Mark {
    var place = mark((failure.line, failure.column))
    while place.line > 1, source.line(place.line)?.isEmpty ?? true {
      place.line -= 1
      place.column = (source.line(place.line)?.unicodeScalars.count ?? 0) + 1
    }
    return place
  }

  /// A blank that YAML takes for a letter.
  private func blank(inLine line: Int) -> (message: String, mark: Mark)? {
    let scalars = source.line(line + 1).map { Array($0.unicodeScalars) } ?? []
    guard let index = scalars.firstIndex(where: LookalikeBlank.isOne) else { return nil }
    return (LookalikeBlank.message(for: scalars[index]), mark((line, index)))
  }

  /// `key:value`, which YAML takes for one word.
  private func missingSpace(inLine line: Int) -> (message: String, mark: Mark)? {
    guard let text = source.line(line + 1) else { return nil }
    let scalars = Array(text.unicodeScalars)
    let start = scalars.prefix { $0 == " " || $0 == "-" }.count
    let name = scalars[start...].prefix {
      UInt8(exactly: $0.value).map(Template.isNameByte) ?? false
    }
    let colon = start + name.count
    guard !name.isEmpty, colon + 1 < scalars.count, scalars[colon] == ":",
      !" /:\\\t".unicodeScalars.contains(scalars[colon + 1])
    else { return nil }
    var key = String.UnicodeScalarView()
    key.append(contentsOf: name)
    return ("write a space after '\(String(key)):'", mark((line, colon + 1)))
  }

  /// libyaml's complaints in words that say what to do.
  private static func words(for problem: String) -> String {
    switch problem {
    case "mapping values are not allowed in this context":
      "a ':' cannot stand here; indent this line as its neighbours, or quote text that holds ': '"
    case "could not find expected ':'": "expected ':' after the key on this or the previous line"
    case "did not find expected key", "did not find expected '-' indicator":
      "this line fits neither the block above nor a new one; check its indentation"
    case "did not find expected ',' or ']'":
      "expected ',' or ']' before this; put text with brackets, braces or commas in quotes"
    case "did not find expected ',' or '}'":
      "expected ',' or '}' before this; put text with brackets, braces or commas in quotes"
    case "found character that cannot start any token":
      "this character cannot start a value; put the value in quotes"
    case "block sequence entries are not allowed in this context":
      "a '- ' cannot stand here; start the list on a line of its own"
    case "did not find expected <document start>": "a manifest is one mapping (key: value)"
    case "found unexpected ':'": "write a space after ':', or quote the text"
    case "found undefined tag handle": "tags are not used in manifests; remove it"
    default: "not YAML: \(problem)"
    }
  }
}

/// Blanks that look like a space but are letters to YAML: word processors and web pages make them.
enum LookalikeBlank {
  static func isOne(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0, 0x2000...0x200B, 0x202F, 0x205F, 0x3000, 0xFEFF: true
    default: false
    }
  }

  static func message(for scalar: Unicode.Scalar) -> String {
    let code = String(scalar.value, radix: 16, uppercase: true)
    let number = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
    let name = scalar.value == 0xA0 || scalar.value == 0x202F ? "a no-break space" : "a blank"
    return "\(name) (\(number)) stands here, which YAML takes for a letter; write a plain space"
  }

  /// One in a plain text where a space was meant: in a key, at an end, or after ':'; with its offset.
  static func first(
    in text: String, isKey: Bool
  ) -> (scalar: Unicode.Scalar, offset: Int)? {
    // Every one has bytes above ASCII.
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
    let scalars = Array(text.unicodeScalars)
    let offset = scalars.indices.first { index in
      isOne(scalars[index])
        && (isKey || index == 0 || index == scalars.count - 1 || scalars[index - 1] == ":")
    }
    return offset.map { (scalars[$0], $0) }
  }
}

/// Brackets and braces of flow collections.
private struct Brackets {
  private let lines: [[Unicode.Scalar]]

  init(_ source: SourceText) {
    var lines: [[Unicode.Scalar]] = []
    while let line = source.line(lines.count + 1) { lines.append(Array(line.unicodeScalars)) }
    self.lines = lines
  }

  /// The innermost bracket without a partner, of those from `start` on up to the partner of the one
  /// there; lines and columns from zero.
  func unclosed(
    from start: (line: Int, column: Int)
  ) -> (bracket: Unicode.Scalar, line: Int, column: Int)? {
    var open: [(bracket: Unicode.Scalar, line: Int, column: Int)] = []
    var quote: Unicode.Scalar?
    for line in lines.indices.dropFirst(start.line) {
      let text = lines[line]
      var column = line == start.line ? start.column : 0
      var before: Unicode.Scalar = " "
      while column < text.count {
        let scalar = text[column]
        if let mark = quote {
          if mark == "\"", scalar == "\\" { column += 1 }
          if scalar == mark { quote = nil }
        } else {
          switch scalar {
          case "\"", "'": if " [{,:".unicodeScalars.contains(before) { quote = scalar }
          case "#" where before == " ": column = text.count
          case "[", "{": open.append((scalar, line, column))
          case "]", "}":
            guard let last = open.popLast() else { return nil }
            guard (last.bracket == "[") == (scalar == "]") else { return last }
            if open.isEmpty { return nil }
          default: break
          }
        }
        before = scalar
        column += 1
      }
    }
    return open.last
  }
}
