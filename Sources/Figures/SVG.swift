/// Elements of a vector graphic. Colours come from classes (`FigureStyle`), so that one drawing serves
/// light, dark and paper.
enum SVG {
  static func c(_ number: Double) -> String { NumberText.coordinate(number) }

  static func line(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String
  {
    "<line class=\"\(kind)\" x1=\"\(c(x1))\" y1=\"\(c(y1))\" x2=\"\(c(x2))\" y2=\"\(c(y2))\"/>"
  }

  static func rectangle(
    _ kind: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String = "",
    title: String = ""
  ) -> String {
    let colour = fill.isEmpty ? "" : " fill=\"\(fill)\""
    let start =
      "<rect class=\"\(kind)\" x=\"\(c(x))\" y=\"\(c(y))\" width=\"\(c(width))\" height=\"\(c(height))\"\(colour)"
    return title.isEmpty ? start + "/>" : start + "><title>\(HTML.escape(title))</title></rect>"
  }

  static func circle(
    _ kind: String, _ x: Double, _ y: Double, _ radius: Double, title: String = ""
  ) -> String {
    let start = "<circle class=\"\(kind)\" cx=\"\(c(x))\" cy=\"\(c(y))\" r=\"\(c(radius))\""
    return title.isEmpty ? start + "/>" : start + "><title>\(HTML.escape(title))</title></circle>"
  }

  /// Straight lines through points.
  static func path(_ kind: String, _ points: [(x: Double, y: Double)], closed: Bool = false)
    -> String
  {
    let steps = points.enumerated().map { "\($0 == 0 ? "M" : "L")\(c($1.x)) \(c($1.y))" }
    return "<path class=\"\(kind)\" d=\"\(steps.joined())\(closed ? "Z" : "")\"/>"
  }

  /// A mark at a point: a shape for each series, so that no reader depends on colours.
  static func marker(_ series: Int, _ x: Double, _ y: Double, _ size: Double) -> String {
    let kind = "mark \(FigureStyle.series(series))"
    switch series % 4 {
    case 0: return circle(kind, x, y, size)
    case 1: return rectangle(kind, x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8)
    case 2:
      return path(
        kind,
        [(x, y - size * 1.2), (x + size * 1.1, y + size * 0.9), (x - size * 1.1, y + size * 0.9)],
        closed: true)
    default:
      return path(
        kind,
        [(x, y - size * 1.3), (x + size * 1.3, y), (x, y + size * 1.3), (x - size * 1.3, y)],
        closed: true)
    }
  }

  /// - Parameter kind: `label` marks text that is a value along an axis of the manifest.
  static func text(
    _ x: Double, _ y: Double, _ anchor: String, _ text: String, _ kind: String = "",
    turned: Bool = false
  ) -> String {
    let kind = kind.isEmpty ? "" : " class=\"\(kind)\""
    let turn = turned ? " transform=\"rotate(-90 \(c(x)) \(c(y)))\"" : ""
    return
      "<text\(kind) x=\"\(c(x))\" y=\"\(c(y))\" text-anchor=\"\(anchor)\"\(turn)>\(HTML.escape(text))</text>"
  }

  /// Text that ends at `x` and is pressed together where the room to its left is too small: nothing is
  /// cut off.
  static func fitted(_ x: Double, _ y: Double, _ label: String, _ kind: String = "label") -> String
  {
    let tag = text(x, y, "end", label, kind)
    guard width(of: label) > x else { return tag }
    let pressed = " textLength=\"\(c(x - 2))\" lengthAdjust=\"spacingAndGlyphs\">"
    guard let end = tag.firstIndex(of: ">") else { return tag }
    return tag[..<end] + pressed + tag[tag.index(after: end)...]
  }

  /// About how wide text of 13 px is; no font is narrower by much.
  static func width(of text: String) -> Double {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar {
      case "i", "j", "l", ".", ",", ":", ";", "|", "'", "!", " ", "·": width + 3.8
      case "m", "w", "M", "W", "@", "%": width + 11
      case "A"..."Z": width + 9
      default: width + 7.2
      }
    }
  }
}
