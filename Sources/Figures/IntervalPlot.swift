/// Numbers with their intervals, one row each, and the number that means nothing is there.
package struct IntervalPlot: Figure {
  package struct Row {
    package let label: String
    package let value: Double
    /// NaN where no interval is known.
    package let low: Double
    package let high: Double
    package let mark: String

    package init(
      label: String, value: Double, low: Double = .nan, high: Double = .nan, mark: String = ""
    ) {
      (self.label, self.value, self.low, self.high, self.mark) = (label, value, low, high, mark)
    }
  }

  package let axis: Axis
  package let rows: [Row]
  package let reference: Double?
  private let rowHeight = 22.0

  /// - Parameter title: what the numbers are, with their unit.
  package init(_ title: String, rows: [Row], reference: Double? = nil) {
    self.rows = rows.filter(\.value.isFinite)
    self.reference = reference
    axis = Axis(
      title,
      covering: self.rows.flatMap { [$0.value, $0.low, $0.high] } + (reference.map { [$0] } ?? []))
  }

  private var frame: RowFrame {
    RowFrame(
      rows.map(\.label), axis: axis, rowHeight: rowHeight,
      beside: (
        "value", rows.map { NumberText.short($0.value) + ($0.mark.isEmpty ? "" : " " + $0.mark) }
      ))
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    "Values with intervals: \(axis.words), \(rows.count) rows. "
      + Alternative.list(rows.map(words))
  }

  private func words(_ row: Row) -> String {
    let interval =
      row.low.isFinite && row.high.isFinite
      ? ", \(NumberText.short(row.low)) to \(NumberText.short(row.high))" : ""
    return "\(row.label): \(NumberText.short(row.value))\(interval)"
      + (row.mark.isEmpty ? "" : ", significance \(row.mark)")
  }

  package var marks: String {
    let frame = frame
    var svg = frame.marks
    if let reference {
      svg += SVG.line(
        "reference", frame.x(reference), frame.top, frame.x(reference), frame.bottom)
    }
    for (index, row) in rows.enumerated() {
      let y = frame.y(index)
      if row.low.isFinite, row.high.isFinite {
        svg += SVG.line("whisker", frame.x(row.low), y, frame.x(row.high), y)
        for end in [row.low, row.high] {
          svg += SVG.line("whisker", frame.x(end), y - 4, frame.x(end), y + 4)
        }
      }
      svg += SVG.circle("point", frame.x(row.value), y, 4, title: words(row)) + "\n"
    }
    return svg
  }
}
