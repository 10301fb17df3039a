import PipelineKit

/// The name of a job for people: `warp subject=0051 arithmetic=random-rounding repeat=3`.
enum JobLabel {
  /// What tells jobs of an experiment apart stays longest when there is little room.
  private static let kept: Set<String> = ["arithmetic", "repeat", "seed"]

  /// The whole name, without characters that would move a terminal's cursor.
  static func text(_ stage: String, _ coordinates: Coordinates) -> String {
    printable(coordinates.entries.isEmpty ? stage : "\(stage) \(coordinates)")
  }

  static func printable(_ text: String) -> String {
    guard !text.isPlain,
      text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      return text
    }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }

  /// The name within `width` columns: first without the names of the axes, then with "…" in the
  /// stage and in values, last of all in those of `arithmetic` and `repeat`.
  static func fit(_ stage: String, _ coordinates: Coordinates, width: Int) -> String {
    let whole = text(stage, coordinates)
    guard TextColumns.count(whole) > width else { return whole }
    var parts = [Part(text: printable(stage), isKept: false, cut: .end)]
    parts += coordinates.entries.map { entry in
      let isKept = kept.contains(entry.axis)
      return Part(
        text: printable(entry.value), isKept: isKept, cut: isKept ? .middle : .start)
    }
    shorten(&parts, to: width, keeping: true, least: 4)
    if columns(of: parts) > width, parts.contains(where: \.isKept) {
      parts = [Part(text: "…", isKept: true, cut: .end)] + parts.filter(\.isKept)
    }
    shorten(&parts, to: width, keeping: false, least: 3)
    return TextColumns.fit(parts.map(\.text).joined(separator: " "), width)
  }

  private struct Part {
    var text: String
    var isKept: Bool
    var cut: TextColumns.Cut
  }

  private static func columns(of parts: [Part]) -> Int {
    parts.reduce(parts.count - 1) { $0 + TextColumns.count($1.text) }
  }

  /// Cuts the longest parts until all fit, or each has `least` columns.
  private static func shorten(_ parts: inout [Part], to width: Int, keeping: Bool, least: Int) {
    while case let surplus = columns(of: parts) - width, surplus > 0 {
      let candidates = parts.indices.filter {
        !(keeping && parts[$0].isKept) && TextColumns.count(parts[$0].text) > least
      }
      let lengths = candidates.map { TextColumns.count(parts[$0].text) }
      guard let longest = lengths.max(), let at = lengths.firstIndex(of: longest) else { return }
      // Not below the next longest, so that long parts lose first and then all alike.
      let next = lengths.filter { $0 < longest }.max() ?? least
      let target = max(longest - surplus, min(next, longest - 1), least)
      let index = candidates[at]
      parts[index].text = TextColumns.fit(parts[index].text, target, cutting: parts[index].cut)
    }
  }
}

extension Job {
  /// `warp repeat=3`.
  var title: String { JobLabel.text(stage, shown) }
}
