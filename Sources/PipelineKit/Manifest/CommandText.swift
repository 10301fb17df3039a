/// The words of a command as a person writes it on one line.
///
/// Blanks separate words, quotes keep them together, and a backslash takes the meaning from the next
/// character, as in a shell; in single quotes `$` stands for itself. No shell reads the words: what only
/// a shell understands is refused.
enum CommandText {
  /// What is wrong with a text.
  struct Failure: Error {
    var message: String
    var hint: String?
  }

  /// The words, in which `$name` still stands for a value and `$$` for the character.
  static func words(_ text: String) throws(Failure) -> [String] {
    var words: [String] = []
    var word = ""
    var isInWord = false
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case " ", "\t", "\n", "\r\n":
        if isInWord { words.append(word) }
        (word, isInWord) = ("", false)
        continue
      case "'":
        guard let end = rest.firstIndex(of: "'") else { throw unclosed("'") }
        word += rest[..<end].replacing("$", with: "$$")
        rest = rest[rest.index(after: end)...]
      case "\"":
        word += try quotedPart(&rest)
      case "\\":
        // At the end of a line it joins the next one to it.
        guard let next = rest.popFirst() else { break }
        if next.isNewline { continue }
        word += next == "$" ? "$$" : String(next)
      case "|", "&", ";", "<", ">", "`":
        throw Failure(
          message: "'\(character)' is for a shell, and no shell reads 'command'",
          hint: "write the command under 'shell' instead, or put the word in quotes")
      default: word.append(character)
      }
      isInWord = true
    }
    if isInWord { words.append(word) }
    return words
  }

  private static func quotedPart(_ rest: inout Substring) throws(Failure) -> String {
    var part = ""
    while let character = rest.popFirst() {
      switch character {
      case "\"": return part
      case "\\":
        guard let next = rest.popFirst() else { throw unclosed("\"") }
        switch next {
        case "\"", "\\": part.append(next)
        case "$": part += "$$"
        default: part += "\\\(next)"
        }
      default: part.append(character)
      }
    }
    throw unclosed("\"")
  }

  private static func unclosed(_ quote: Character) -> Failure {
    Failure(message: "the quote \(quote) is not closed", hint: nil)
  }
}
