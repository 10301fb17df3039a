/// The frame of a plot with two axes.
package struct PlotFrame {
  package let x: Axis
  package let y: Axis
  package let size: (width: Double, height: Double)
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double
  /// What is shown, above the plot; nothing where it is empty.
  private var title = ""

  /// A plot about as high as wide.
  ///
  /// - Parameter title: what the points are; none where it is empty.
  init(x: Axis, y: Axis, title: String) {
    self.init(x: x, y: y, width: 340, height: 330, top: title.isEmpty ? 16 : 30)
    self.title = title
  }

  /// - Parameter top: room above the plot, for a legend.
  package init(x: Axis, y: Axis, width: Double, height: Double, top: Double = 16) {
    (self.x, self.y) = (x, y)
    size = (width, height)
    let widest = y.ticks.map { SVG.width(of: $0.text) }.max() ?? 0
    left = widest + 42
    right = width - 18
    self.top = top
    bottom = height - 50
  }

  /// Pixels of numbers.
  package func horizontal(_ value: Double) -> Double { left + x.position(value) * (right - left) }
  package func vertical(_ value: Double) -> Double { bottom - y.position(value) * (bottom - top) }

  /// Whether a point lies in the frame.
  package func holds(_ first: Double, _ second: Double) -> Bool {
    first >= x.low && first <= x.high && second >= y.low && second <= y.high
  }

  /// Lines and numbers behind the plot.
  var marks: String {
    var marks = ""
    for tick in y.ticks {
      marks += SVG.line("grid", left, vertical(tick.value), right, vertical(tick.value))
      marks += SVG.text(left - 8, vertical(tick.value) + 4.5, "end", tick.text)
    }
    for tick in x.ticks {
      marks += SVG.line("grid", horizontal(tick.value), top, horizontal(tick.value), bottom)
      marks += SVG.text(horizontal(tick.value), bottom + 18, "middle", tick.text)
    }
    marks += SVG.line("axis", left, bottom, right, bottom)
    marks += SVG.text((left + right) / 2, bottom + 40, "middle", x.title, "faint")
    marks += SVG.text(14, (top + bottom) / 2, "middle", y.title, "faint", turned: true)
    marks += "\n"
    return title.isEmpty ? marks : marks + SVG.text(left, 18, "start", title, "label")
  }

  /// What a text in place of the figure begins with.
  var titleWords: String { title.isEmpty ? "" : "\(title): " }

  /// The radius of a dot among `count`.
  static func dotRadius(_ count: Int) -> Double { count > 300 ? 1.8 : 3 }
}

/// The key of a plot's series, above it.
struct Legend {
  private let rows: [[(series: Int, label: String)]]
  private static let rowHeight = 20.0
  private let hasLines: Bool

  /// - Parameter width: room for a row of it.
  init(_ labels: [String], width: Double, lines: Bool) {
    hasLines = lines
    var rows: [[(series: Int, label: String)]] = []
    var used = Double.infinity
    for (series, label) in labels.enumerated() {
      let own = SVG.width(of: label) + 52
      if used + own > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append((series, label))
      used += own
    }
    // One unnamed series needs no key.
    self.rows = labels.count == 1 && labels[0].isEmpty ? [] : rows
  }

  var height: Double { Double(rows.count) * Self.rowHeight + 14 }

  func marks(left: Double) -> String {
    var marks = ""
    for (index, row) in rows.enumerated() {
      let y = 14 + Double(index) * Self.rowHeight
      var x = left
      for (series, label) in row {
        if hasLines {
          marks += SVG.line(
            "curve \(FigureStyle.series(series)) d\(series % 4)", x, y, x + 26, y)
        }
        marks += SVG.marker(series, x + 13, y, 4)
        marks += SVG.text(x + 32, y + 4.5, "start", label, "label")
        x += SVG.width(of: label) + 52
      }
    }
    return marks.isEmpty ? "" : marks + "\n"
  }
}
