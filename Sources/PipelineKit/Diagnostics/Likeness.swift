/// Sentences that say the same of different jobs.
public enum Likeness {
  /// What is left of `sentence` without numbers, paths and the values along the job's axes: equal for
  /// sentences that one person needs to read once.
  public static func of(_ sentence: String, at coordinates: Coordinates = Coordinates()) -> String {
    let values = coordinates.entries.map(\.value).filter { $0.utf8.count > 1 }
    return sentence.split(separator: " ").map { word in
      if word.utf8.contains(UInt8(ascii: "/")) { return "/" }
      if values.contains(where: { word.contains($0) }) { return "=" }
      return withoutNumbers(word)
    }.joined(separator: " ")
  }

  private static func withoutNumbers(_ word: Substring) -> String {
    var text = ""
    var isNumber = false
    for character in word {
      let isDigit = character.isASCII && character.isNumber
      if !isDigit { text.append(character) } else if !isNumber { text += "#" }
      isNumber = isDigit
    }
    return text
  }
}
