/// Text on a terminal, by the columns that it takes.
enum TextColumns {
  /// Columns of a text: two for wide characters of East Asia and for most pictures.
  static func count(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  private static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// Where "…" goes when a text is cut.
  enum Cut {
    case start, middle, end
  }

  /// The text within `width` columns, with "…" for what is cut away.
  static func fit(_ text: String, _ width: Int, cutting cut: Cut = .end) -> String {
    guard count(text) > width else { return text }
    guard width > 1 else { return width == 1 ? "…" : "" }
    let left = width - 1
    switch cut {
    case .end: return prefix(text, left) + "…"
    case .start: return "…" + suffix(text, left)
    case .middle: return prefix(text, left - left / 2) + "…" + suffix(text, left / 2)
    }
  }

  private static func prefix(_ text: some Sequence<Character>, _ width: Int) -> String {
    var kept: [Character] = []
    var used = 0
    for character in text {
      used += columns(of: character)
      guard used <= width else { break }
      kept.append(character)
    }
    return String(kept)
  }

  private static func suffix(_ text: String, _ width: Int) -> String {
    String(prefix(text.reversed(), width).reversed())
  }
}
