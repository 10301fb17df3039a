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
      var distance = editDistance(letters, other)
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

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in b.indices {
        var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          distance = min(distance, beforeLast[j - 1] + 1)
        }
        row.append(distance)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
