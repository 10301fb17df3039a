/// The frame of a plot that has a row for each of many things: labels to the left, whole, an axis
/// along them, and a number to the right.
struct RowFrame {
  let labels: [String]
  let axis: Axis
  let rowHeight: Double
  /// What the numbers to the right are, and the numbers.
  let beside: (title: String, texts: [String])
  let size: (width: Double, height: Double)
  let left: Double
  let right: Double
  let top = 26.0

  /// The most room that labels get; longer ones are pressed together.
  private static let mostLeft = 380.0

  init(
    _ labels: [String], axis: Axis, rowHeight: Double, beside: (title: String, texts: [String]),
    plot: Double = 430
  ) {
    (self.labels, self.axis, self.rowHeight, self.beside) = (labels, axis, rowHeight, beside)
    left = min(max(90, (labels.map { SVG.width(of: $0) }.max() ?? 0) + 20), Self.mostLeft)
    let text = ([beside.title] + beside.texts).map { SVG.width(of: $0) }.max() ?? 0
    let width = max(left + 320 + text + 24, plot + 290)
    right = width - text - 24
    size = (width, top + rowHeight * Double(labels.count) + 46)
  }

  func x(_ value: Double) -> Double { left + axis.position(value) * (right - left) }
  func y(_ row: Int) -> Double { top + rowHeight * (Double(row) + 0.5) }
  var bottom: Double { top + rowHeight * Double(labels.count) }

  var marks: String {
    var marks = ""
    for tick in axis.ticks {
      marks += SVG.line("grid", x(tick.value), top, x(tick.value), bottom)
      marks += SVG.text(x(tick.value), bottom + 18, "middle", tick.text)
    }
    marks += SVG.text(right + 14, top - 8, "start", beside.title, "faint")
    marks += SVG.line("axis", left, bottom, right, bottom)
    marks += SVG.text((left + right) / 2, bottom + 38, "middle", axis.title, "faint")
    marks += "\n"
    for (row, label) in labels.enumerated() {
      marks += SVG.fitted(left - 14, y(row) + 4.5, label)
      if beside.texts.indices.contains(row) {
        marks += SVG.text(right + 14, y(row) + 4.5, "start", beside.texts[row])
      }
    }
    return marks + "\n"
  }
}
