/// Numbers of rows by columns as colours, with the number in each cell: regions by families.
package struct HeatMap: Figure {
  package let rows: [String]
  package let columns: [String]
  /// By row, then column; NaN where there is none.
  package let values: [[Double]]
  package let quantity: String
  package let scale: Axis
  private let decimals: Int

  private static let cell = (width: 74.0, height: 22.0)
  private static let mostTop = 190.0

  /// - Parameters:
  ///   - quantity: what the numbers are, with their unit.
  ///   - range: ends of the colour scale; those of the numbers where none is given.
  package init(
    _ quantity: String, rows: [String], columns: [String], values: [[Double]],
    range: (low: Double, high: Double)? = nil
  ) {
    (self.quantity, self.rows, self.columns, self.values) = (quantity, rows, columns, values)
    let finite = values.joined().filter(\.isFinite)
    scale =
      range.map { Axis(quantity, from: $0.low, to: $0.high, atMost: 5) }
      ?? Axis(quantity, covering: finite, atMost: 5)
    let span = scale.high - scale.low
    decimals = span >= 50 ? 0 : span >= 5 ? 1 : span >= 0.5 ? 2 : 3
  }

  private var left: Double { min(max(60, (rows.map { SVG.width(of: $0) }.max() ?? 0) + 20), 380) }
  private var top: Double {
    min((columns.map { SVG.width(of: $0) }.max() ?? 0) * 0.72 + 34, Self.mostTop)
  }
  /// Names of columns lean to the right, beyond the last one.
  private var overhang: Double {
    min((columns.last.map { SVG.width(of: $0) } ?? 0) * 0.72 + 12, Self.mostTop)
  }

  package var size: (width: Double, height: Double) {
    (
      max(left + Self.cell.width * Double(columns.count) + overhang, left + 320),
      top + Self.cell.height * Double(rows.count) + 62
    )
  }

  package var alternative: String {
    let items = rows.indices.flatMap { row in
      columns.indices.map {
        "\(rows[row]) · \(columns[$0]): \(NumberText.fixed(values[row][$0], decimals))"
      }
    }
    return "Heat map of \(scale.words), \(rows.count) rows by \(columns.count) columns. "
      + Alternative.list(items)
  }

  /// The colour of a number: 0 is the lower end of the scale.
  package func colour(_ value: Double) -> [UInt8] { ColourScale.viridis(scale.position(value)) }

  package var marks: String {
    var svg = ""
    for (column, label) in columns.enumerated() {
      let x = left + Self.cell.width * (Double(column) + 0.5)
      svg +=
        "<text class=\"label\" x=\"\(SVG.c(x))\" y=\"\(SVG.c(top - 8))\" text-anchor=\"start\" "
        + "transform=\"rotate(-45 \(SVG.c(x)) \(SVG.c(top - 8)))\">\(HTML.escape(label))</text>"
    }
    for (row, label) in rows.enumerated() {
      let y = top + Self.cell.height * Double(row)
      svg += SVG.fitted(left - 10, y + 15.5, label)
      for (column, value) in values[row].enumerated() {
        let x = left + Self.cell.width * Double(column)
        guard value.isFinite else {
          svg += SVG.text(x + Self.cell.width / 2, y + 15.5, "middle", "–", "faint")
          continue
        }
        let colour = colour(value)
        svg += SVG.rectangle(
          "cell", x + 0.5, y + 0.5, Self.cell.width - 1, Self.cell.height - 1,
          fill: ColourScale.hexadecimal(colour))
        svg += SVG.text(
          x + Self.cell.width / 2, y + 15.5, "middle", NumberText.fixed(value, decimals),
          ColourScale.isDark(colour) ? "pale" : "deep")
      }
      svg += "\n"
    }
    return svg + key
  }

  /// The colour scale below.
  private var key: String {
    let y = top + Self.cell.height * Double(rows.count) + 12
    let width = 300.0
    var svg = ""
    for step in 0..<60 {
      let colour = ColourScale.hexadecimal(ColourScale.viridis(Double(step) / 59))
      svg += SVG.rectangle(
        "cell", left + width * Double(step) / 60, y, width / 60 + 0.4, 12, fill: colour)
    }
    for tick in scale.ticks {
      svg += SVG.text(left + width * scale.position(tick.value), y + 27, "middle", tick.text)
    }
    return svg + SVG.text(left + width / 2, y + 44, "middle", quantity, "faint") + "\n"
  }
}
