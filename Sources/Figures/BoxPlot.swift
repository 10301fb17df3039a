package import Statistics

/// Box plots, one row each.
package struct BoxPlot: Figure {
  /// One row of the plot.
  package struct Row {
    package let label: String
    package let box: Box
    /// Single values beside the box, where the box sums them up.
    package var points: [Double]
    /// Beside the mean: stars of significance, or nothing.
    package var mark: String

    package init(label: String, box: Box, points: [Double] = [], mark: String = "") {
      self.mark = mark
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

  /// Of a row that has more, only those beyond the whiskers are drawn.
  package static let mostDots = 80

  private var frame: RowFrame {
    RowFrame(
      rows.map(\.label), axis: Axis(quantity, from: lower, to: upper), rowHeight: rowHeight,
      beside: ("mean", rows.map { mean($0) + ($0.mark.isEmpty ? "" : " " + $0.mark) }))
  }

  private func mean(_ row: Row) -> String {
    NumberText.fixed(row.box.mean, max(2, quantity.decimals + 1))
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    let items = rows.map { row in
      "\(row.label): median \(NumberText.short(row.box.median)), middle half "
        + "\(NumberText.short(row.box.p25)) to \(NumberText.short(row.box.p75)), mean \(mean(row))"
        + (row.points.isEmpty ? "" : ", n \(row.points.count)")
        + (row.mark.isEmpty ? "" : ", significance \(row.mark)")
    }
    return "Box plots of \(frame.axis.words), \(rows.count) rows. " + Alternative.list(items)
  }

  package var marks: String {
    let frame = frame
    return frame.marks
      + rows.enumerated().map { draw($1, middle: frame.y($0), frame) }.joined()
  }

  private func draw(_ row: Row, middle y: Double, _ frame: RowFrame) -> String {
    func x(_ value: Double) -> Double { frame.x(value) }
    let box = row.box
    let half = rowHeight / 3.8
    var svg = SVG.line("whisker", x(box.p5), y, x(box.p25), y)
    svg += SVG.line("whisker", x(box.p75), y, x(box.p95), y)
    svg += SVG.line("whisker", x(box.p5), y - half / 2, x(box.p5), y + half / 2)
    svg += SVG.line("whisker", x(box.p95), y - half / 2, x(box.p95), y + half / 2)
    let width = max(x(box.p75) - x(box.p25), 2)
    svg += SVG.rectangle(
      "box", (x(box.p25) + x(box.p75) - width) / 2, y - half, width, 2 * half)
    let isMany = row.points.count > Self.mostDots
    for (index, point) in row.points.enumerated()
    where !isMany || point < box.p5 || point > box.p95 {
      // Spread over the height of the box, so that equal values can be told apart.
      let shift = Double((index * 7) % 13 - 6) * 0.12 * half
      svg += SVG.circle("dot", x(point), y + shift, 2.5)
    }
    svg += SVG.line("median", x(box.median), y - half, x(box.median), y + half)
    return svg
      + SVG.circle("point", x(box.mean), y, 0.4 * half, title: "\(row.label): mean \(mean(row))")
      + "\n"
  }
}
