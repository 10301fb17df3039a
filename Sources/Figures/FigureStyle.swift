/// Colours and lines of figures, by class.
///
/// Series have the colours of Okabe and Ito (2008), which colour-blind readers tell apart, darkened where
/// they are too pale for white paper, and a shape and dash of their own beside.
package enum FigureStyle {
  /// The class of a series by its number.
  package static func series(_ number: Int) -> String { "s\(number % light.count)" }

  /// Colours of series on white and on dark pages.
  package static let light = [
    "#0072b2", "#d55e00", "#00805c", "#b0568a", "#8a6d00", "#3a8fc4", "#666666",
  ]
  package static let dark = [
    "#56b4e9", "#ff8a3d", "#2fc79a", "#e6a0c8", "#e6c04a", "#9ad1f5", "#b5b5b5",
  ]

  /// Colours that are not those of series, by the name of a CSS variable: on white, dark, and paper.
  private static let named: [(name: String, light: String, dark: String)] = [
    ("page", "#ffffff", "#14171a"), ("text", "#1b1f24", "#e4e7ea"), ("faint", "#59636e", "#9aa4af"),
    ("line", "#d5dae0", "#353c44"), ("accent", "#2a6f97", "#8cc4e2"),
    ("fill", "#a9cfe3", "#2d5a75"),
  ]

  /// Declarations of the variables.
  package static func variables(dark isDark: Bool) -> String {
    let own = named.map { "--\($0.name): \(isDark ? $0.dark : $0.light);" }
    let series = (isDark ? dark : light).enumerated().map { "--s\($0): \($1);" }
    return (own + series).joined(separator: " ")
  }

  /// Rules with variables for colours.
  package static let rules = """
    svg text { fill: var(--text); font-size: 13px; }
    svg .faint { fill: var(--faint); } svg .heading { font-weight: 600; font-size: 15px; }
    svg .grid { stroke: var(--line); stroke-width: 1; }
    svg .axis { stroke: var(--text); stroke-width: 1; fill: none; }
    svg .reference { stroke: var(--faint); stroke-width: 1.5; stroke-dasharray: 6 4; fill: none; }
    svg .whisker { stroke: var(--accent); stroke-width: 1.5; }
    svg .box { fill: var(--fill); stroke: var(--accent); stroke-width: 1.5; }
    svg .median { stroke: var(--accent); stroke-width: 3; }
    svg .point { fill: var(--page); stroke: var(--text); stroke-width: 1.5; }
    svg .dot { fill: var(--accent); fill-opacity: .65; }
    svg .node { fill: var(--page); stroke: var(--accent); stroke-width: 1.5; }
    svg .edge { stroke: var(--faint); stroke-width: 1.25; fill: none; }
    svg .bar { fill: var(--accent); } svg .head { fill: var(--faint); }
    svg text.small { font-size: 11px; }
    svg .cell { stroke: none; } svg text.pale { fill: #ffffff; } svg text.deep { fill: #111111; }

    """
    + light.indices.map {
      "svg .curve.s\($0) { stroke: var(--s\($0)); } svg .band.s\($0), svg .mark.s\($0) { fill: var(--s\($0)); }\n"
    }.joined()
      + """
      svg .curve { fill: none; stroke-width: 2; } svg .band { fill-opacity: .18; stroke: none; }
      svg .band.pale { fill-opacity: .07; } svg .curve.bar { stroke-width: 1; stroke-opacity: .7; }
      svg .mark { fill-opacity: .75; stroke: none; }
      svg .curve.d1 { stroke-dasharray: 7 3; } svg .curve.d2 { stroke-dasharray: 2 3; }
      svg .curve.d3 { stroke-dasharray: 9 3 2 3; }
      """

  /// The rules of a drawing that stands alone, with the colours of white paper: programs that draw
  /// vectors know no variables.
  static let document: String = {
    var text = rules
    for (name, colour, _) in named { text = replaced("var(--\(name))", by: colour, in: text) }
    for (number, colour) in light.enumerated() {
      text = replaced("var(--s\(number))", by: colour, in: text)
    }
    return text
  }()

  private static func replaced(_ old: String, by new: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: old) {
      result += rest[..<start.lowerBound] + new
      rest = rest[start.upperBound...]
    }
    return result + rest
  }
}
