import PipelineKit

/// Texts in which `${name}` stands for what only the run knows.
struct ToolText {
  /// The texts that names stand for: one, or several words.
  var names: [String: [String]]

  /// The words that a word of a command becomes: several where it is a name of several files.
  ///
  /// - Throws: `StageError` where several would have to stand inside a text.
  func words(_ word: ToolCall.Word) throws(StageError) -> [String] {
    switch word {
    case .text(let text):
      for (name, values) in names where text == "${\(name)}" { return values }
      return [try self.text(text) { $0 }]
    case .list(let words):
      var all: [String] = []
      for word in words { all += try self.words(word) }
      return all
    }
  }

  /// - Parameter quote: what each of the values becomes.
  func text(_ text: String, quote: (String) -> String = { $0 }) throws(StageError) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      result += rest[..<start.lowerBound]
      rest = rest[start.lowerBound...]
      guard let end = rest.firstIndex(of: "}") else { break }
      let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
      if let values = names[name] {
        guard values.count == 1 || quote("a b") != "a b" else {
          throw StageError(
            "'$\(name)' stands for \(values.count) files here, so it has to be a word of its own")
        }
        result += values.map(quote).joined(separator: " ")
      } else {
        result += rest[...end]
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
