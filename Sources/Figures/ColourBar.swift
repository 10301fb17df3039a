/// The scale of a map's colours, with its numbers and unit.
package struct ColourBar: Figure {
  package let axis: Axis
  private let isCut: Bool
  private let bar = (left: 40.0, width: 320.0, height: 14.0)

  /// - Parameter isCut: whether numbers beyond the ends have the colours of the ends.
  package init(_ axis: Axis, isCut: Bool) { (self.axis, self.isCut) = (axis, isCut) }

  package var size: (width: Double, height: Double) { (400, 52) }

  package var alternative: String {
    "Colour scale of \(axis.words), from dark violet over green to yellow."
  }

  package var marks: String {
    var svg = ""
    for step in 0..<128 {
      let colour = ColourScale.hexadecimal(ColourScale.viridis(Double(step) / 127))
      svg += SVG.rectangle(
        "cell", bar.left + bar.width * Double(step) / 128, 2, bar.width / 128 + 0.4, bar.height,
        fill: colour)
    }
    for (index, tick) in axis.ticks.enumerated() {
      let x = bar.left + bar.width * axis.position(tick.value)
      let sign =
        isCut && index == 0
        ? "≤\u{2009}" : isCut && index == axis.ticks.count - 1 ? "≥\u{2009}" : ""
      svg += SVG.line("axis", x, 16, x, 20)
      svg += SVG.text(x, 33, "middle", sign + tick.text)
    }
    return svg + SVG.text(bar.left + bar.width / 2, 49, "middle", axis.title, "faint")
  }
}
