/// "Did you mean": the known name nearest to a misspelt one.
public enum Suggestion {
  /// `did you mean 'x'?`, or `nil` where nothing known is near.
  public static func hint<Names: Sequence<String>>(for word: String, among known: Names) -> String?
  {
    nearest(to: word, among: known).map { "did you mean \(quoted($0))?" }
  }

  /// The nearest of `known` by edit distance, the first of equals; near means at most a third of
  /// the longer word's letters, or one being the beginning of the other, or a name's last part.
  static func nearest<Names: Sequence<String>>(to word: String, among known: Names) -> String? {
    let letters = Array(word.lowercased().unicodeScalars.prefix(limit + 1))
    guard !letters.isEmpty, letters.count <= limit else { return nil }
    var best: (name: String, distance: Int)?
    for name in known {
      let other = Array(name.lowercased().unicodeScalars.prefix(limit + 1))
      guard other.count <= limit, !other.isEmpty else { continue }
      var distance = EditDistance.between(letters, other)
      let shorter = min(letters.count, other.count)
      if shorter >= 3, letters.prefix(shorter) == other.prefix(shorter) {
        distance = min(distance, 2)
      } else if other.count > letters.count,
        other.suffix(letters.count + 1).elementsEqual(["/"] + letters)
      {
        distance = 1
      }
      let allowed = max(1, max(letters.count, other.count) / 3)
      if distance <= allowed, distance < (best?.distance ?? .max) { best = (name, distance) }
    }
    return best?.name
  }

  /// What is missing beyond the names that were misspelt: each unknown one stands for the nearest
  /// missing one, or else for the first, and one mistake is one error.
  static func missing(_ missing: [String], besides unknown: [String]) -> [String] {
    var missing = missing
    for word in unknown where !missing.isEmpty {
      let name = nearest(to: word, among: missing) ?? missing[0]
      missing.removeAll { $0 == name }
    }
    return missing
  }

  /// Names longer than this are compared with nothing.
  private static let limit = 64
}
