package import Statistics

/// Box plots, one row each.
package struct BoxPlot {
  /// One row of the plot.
  package struct Row {
    package let label: String
    package let box: Box
    /// Single values beside the box, where the box sums them up.
    package var points: [Double]

    package init(label: String, box: Box, points: [Double] = []) {
      self.label = label
      self.box = box
      self.points = points
    }
  }

  /// What a box plot draws.
  package struct Box {
    package let p5, p25, median, p75, p95, mean: Double

    package init(
      p5: Double, p25: Double, median: Double, p75: Double, p95: Double, mean: Double
    ) {
      (self.p5, self.p25, self.median, self.p75, self.p95, self.mean) = (
        p5, p25, median, p75, p95, mean
      )
    }

    package init(_ distribution: Distribution) {
      p5 = distribution.quantile(0.05)
      p25 = distribution.quantile(0.25)
      median = distribution.median
      p75 = distribution.quantile(0.75)
      p95 = distribution.quantile(0.95)
      mean = distribution.mean
    }
  }

  package let quantity: PlotQuantity
  package let rows: [Row]
  /// The ends of the axis.
  package let lower: Double
  package let upper: Double
  /// Smaller where there are many rows.
  package var rowHeight: Double

  package init(
    quantity: PlotQuantity, rows: [Row], lower: Double, upper: Double, rowHeight: Double = 38
  ) {
    self.quantity = quantity
    self.rows = rows
    self.lower = lower
    self.upper = upper
    self.rowHeight = rowHeight
  }

  private let left = 210.0
  private let right = 80.0
  private let top = 26.0
  private let width = 860.0

  /// The plot as an SVG element.
  package var svg: String {
    let bottom = top + rowHeight * Double(rows.count)
    func x(_ value: Double) -> Double {
      left + (value - lower) / (upper - lower) * (width - left - right)
    }
    let height = Int(bottom + 46)
    var svg = "<svg viewBox=\"0 0 \(Int(width)) \(height)\" role=\"img\" "
    svg += "aria-label=\"box plots: \(quantity.name)\">\n"
    for tick in quantity.ticks(from: lower, to: upper) {
      svg += line("grid", x(tick.value), top, x(tick.value), bottom)
      svg += text(x(tick.value), bottom + 18, "middle", tick.text)
    }
    svg += text(width - right + 14, top - 8, "start", "mean", "faint")
    svg += line("axis", x(lower), bottom, x(upper), bottom)
    svg += text((x(lower) + x(upper)) / 2, bottom + 38, "middle", quantity.name, "faint")
    for (index, row) in rows.enumerated() {
      svg += draw(row, middle: top + rowHeight * (Double(index) + 0.5), x)
    }
    return svg + "</svg>\n"
  }

  private func draw(_ row: Row, middle y: Double, _ x: (Double) -> Double) -> String {
    let box = row.box
    let half = rowHeight / 3.8
    let mean = NumberText.fixed(box.mean, max(2, quantity.decimals + 1))
    var svg = text(left - 14, y + 4.5, "end", BoxPlot.shortened(row.label))
    svg +=
      line("whisker", x(box.p5), y, x(box.p25), y) + line("whisker", x(box.p75), y, x(box.p95), y)
    svg += line("whisker", x(box.p5), y - half / 2, x(box.p5), y + half / 2)
    svg += line("whisker", x(box.p95), y - half / 2, x(box.p95), y + half / 2)
    let boxWidth = max(x(box.p75) - x(box.p25), 2)
    svg += "<rect class=\"box\" x=\"\(c((x(box.p25) + x(box.p75) - boxWidth) / 2))\" "
    svg += "y=\"\(c(y - half))\" width=\"\(c(boxWidth))\" height=\"\(c(2 * half))\" rx=\"1\"/>"
    for (index, point) in row.points.enumerated() {
      // Spread over the height of the box, so that equal values can be told apart.
      let shift = Double((index * 7) % 13 - 6) * 0.12 * half
      svg += "<circle class=\"dot\" cx=\"\(c(x(point)))\" cy=\"\(c(y + shift))\" r=\"2.5\"/>"
    }
    svg += line("median", x(box.median), y - half, x(box.median), y + half)
    svg += "<circle class=\"point\" cx=\"\(c(x(box.mean)))\" cy=\"\(c(y))\" r=\"\(c(0.4 * half))\">"
    svg += "<title>\(HTML.escape(row.label)): mean \(mean)</title></circle>"
    return svg + text(width - right + 14, y + 4.5, "start", mean) + "\n"
  }

  private func c(_ number: Double) -> String { NumberText.coordinate(number) }

  private func line(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double)
    -> String
  {
    "<line class=\"\(kind)\" x1=\"\(c(x1))\" y1=\"\(c(y1))\" x2=\"\(c(x2))\" y2=\"\(c(y2))\"/>"
  }

  private func text(
    _ x: Double, _ y: Double, _ anchor: String, _ text: String, _ kind: String = ""
  ) -> String {
    let kind = kind.isEmpty ? "" : " class=\"\(kind)\""
    return
      "<text\(kind) x=\"\(c(x))\" y=\"\(c(y))\" text-anchor=\"\(anchor)\">\(HTML.escape(text))</text>"
  }

  /// At most 30 characters; the whole label is in the table under the plot.
  package static func shortened(_ label: String) -> String {
    label.count <= 30 ? label : label.prefix(29) + "…"
  }
}
