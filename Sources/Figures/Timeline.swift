/// When things ran, a row a kind of thing, a bar each. Times in which nothing ran are left out, so that work
/// of different days stands side by side.
package struct Timeline: Figure {
  package struct Row {
    package let label: String
    /// Seconds of any clock.
    package let spans: [(start: Double, end: Double)]
    /// To the right.
    package let about: String

    package init(_ label: String, spans: [(start: Double, end: Double)], about: String) {
      self.label = label
      self.spans = spans.filter { $0.end >= $0.start }
      self.about = about
    }
  }

  package let rows: [Row]
  /// Seconds of work, and how many idle times were left out.
  package let length: Double
  package let gaps: Int
  private let frame: RowFrame
  /// Where work began again, and the idle seconds before it.
  private let shifts: [(start: Double, idle: Double)]

  /// Bars of one row that lie closer than this many pixels become one.
  private static let resolution = 0.5

  /// - Parameters:
  ///   - beside: what stands to the right.
  ///   - idle: seconds without work that are drawn; longer ones are left out.
  package init(rows: [Row], beside: String, idle: Double = 60) {
    self.rows = rows
    let spans = rows.flatMap(\.spans).sorted { $0.start < $1.start }
    var shifts: [(start: Double, idle: Double)] = []
    var (end, left) = (spans.first?.start ?? 0, 0.0)
    if let first = spans.first { shifts.append((first.start, first.start)) }
    left = shifts.first?.idle ?? 0
    for span in spans {
      if span.start - end > idle {
        left += span.start - end
        shifts.append((span.start, left))
      }
      end = max(end, span.end)
    }
    self.shifts = shifts
    gaps = max(shifts.count - 1, 0)
    length = max(end - left, 0)
    let unit = length >= 7200 ? ("hours", 3600.0) : length >= 300 ? ("minutes", 60) : ("seconds", 1)
    scale = unit.1
    frame = RowFrame(
      rows.map(\.label),
      axis: Axis("\(unit.0) since the first began", from: 0, to: max(length / unit.1, 1e-3)),
      rowHeight: 22, beside: (beside, rows.map(\.about)))
  }

  private let scale: Double

  /// Seconds of work before a moment.
  package func elapsed(_ moment: Double) -> Double {
    moment - (shifts.last { $0.start <= moment }?.idle ?? 0)
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    "Timeline of \(frame.axis.words), \(rows.count) rows; \(gaps) idle times are left out. "
      + Alternative.list(
        rows.map { "\($0.label): \($0.spans.count) runs, \($0.about)" }, atMost: 60)
  }

  package var marks: String {
    var svg = frame.marks
    for shift in shifts.dropFirst() {
      let x = frame.x(elapsed(shift.start) / scale)
      svg += SVG.line("reference", x, frame.top, x, frame.bottom)
    }
    for (index, row) in rows.enumerated() {
      let y = frame.y(index) - 6
      let bars = row.spans.map {
        (
          start: frame.x(elapsed($0.start) / scale), end: frame.x(elapsed($0.end) / scale)
        )
      }.sorted { $0.start < $1.start }
      var merged: [(start: Double, end: Double)] = []
      for bar in bars {
        if let last = merged.last, bar.start <= last.end + Self.resolution {
          merged[merged.count - 1].end = max(last.end, bar.end)
        } else {
          merged.append(bar)
        }
      }
      for bar in merged {
        svg += SVG.rectangle("bar", bar.start, y, max(bar.end - bar.start, 1), 12)
      }
      svg += "\n"
    }
    return svg
  }
}
