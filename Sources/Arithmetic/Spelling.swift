internal import Values

/// Known names that resemble a misspelt one.
enum Spelling {
  /// Names within a third of their length in edits, the nearest first.
  static func nearest(to name: String, among names: [String]) -> [String] {
    names
      .map { (name: $0, distance: EditDistance.between(Array(name.utf8), Array($0.utf8))) }
      .filter { $0.distance <= max(1, $0.name.utf8.count / 3) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .map(\.name)
  }
}
