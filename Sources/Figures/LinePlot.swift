/// Lines over an axis, with bands of uncertainty where there are some, or bars of many lines: learning curves,
/// errors against the size of an ensemble.
package struct LinePlot: Figure {
  package struct Point {
    package let x: Double
    package let y: Double
    /// The ends of the band; NaN where there is none.
    package let low: Double
    package let high: Double

    package init(_ x: Double, _ y: Double, low: Double = .nan, high: Double = .nan) {
      (self.x, self.y, self.low, self.high) = (x, y, low, high)
    }

    var hasBand: Bool { low.isFinite && high.isFinite }
  }

  package struct Series {
    package let label: String
    /// By x, ascending.
    package let points: [Point]

    package init(_ label: String, _ points: [Point]) {
      self.label = label
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.x < $1.x }
    }
  }

  package let series: [Series]
  /// A level across the plot, with its name.
  package let reference: (label: String, value: Double)?
  package let frame: PlotFrame
  private let legend: Legend
  /// Many bands over each other say nothing: bars beside each other in their place, where there are few points.
  private let hasBars: Bool

  /// - Parameters:
  ///   - x, y: names of the axes with units.
  ///   - withZero: whether the vertical axis begins at 0 at the latest.
  package init(
    x: String, y: String, series: [Series], reference: (label: String, value: Double)? = nil,
    withZero: Bool = false, width: Double = 640, height: Double = 380
  ) {
    self.series = series
    self.reference = reference
    let points = series.flatMap(\.points)
    legend = Legend(series.map(\.label), width: width - 70, lines: true)
    let whole = points.allSatisfy { $0.x == $0.x.rounded() }
    let ends = (points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 1)
    // Counts get no ticks between whole numbers.
    let intervals = whole ? max(1, min(8, Int(min(ends.1 - ends.0, 8)))) : 8
    hasBars =
      series.count > 4 && points.contains(where: \.hasBand)
      && series.allSatisfy { $0.points.count <= 20 }
    let room = hasBars ? 0.04 * (ends.1 - ends.0) : 0
    frame = PlotFrame(
      x: Axis(
        x, from: ends.0 - room, to: ends.1 + room, atMost: hasBars ? intervals + 1 : intervals),
      y: Axis(
        y,
        covering: points.flatMap { [$0.y, $0.low, $0.high] } + (reference.map { [$0.value] } ?? []),
        withZero: withZero),
      width: width, height: height + legend.height, top: legend.height)
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    let items = series.map { series -> String in
      guard let first = series.points.first, let last = series.points.last else {
        return "\(series.label): nothing"
      }
      func at(_ point: Point) -> String {
        NumberText.short(point.y)
          + (point.hasBand
            ? " (\(NumberText.short(point.low)) to \(NumberText.short(point.high)))" : "")
          + " at \(NumberText.short(point.x))"
      }
      return "\(series.label): \(at(first)), \(at(last)), n \(series.points.count)"
    }
    let level = reference.map { " \($0.label) at \(NumberText.short($0.value))." } ?? ""
    return "Lines of \(frame.y.words), against \(frame.x.words).\(level) " + Alternative.list(items)
  }

  /// How far bars of one place stand apart; 0 where there are none.
  private var barStep: Double {
    guard hasBars else { return 0 }
    let places = Set(series.flatMap(\.points).map(\.x)).sorted()
    let gap = zip(places, places.dropFirst()).map { frame.horizontal($1) - frame.horizontal($0) }
    return min(5, 0.6 * (gap.min() ?? 40) / Double(series.count))
  }

  package var marks: String {
    var svg = frame.marks + legend.marks(left: frame.left)
    let (step, middle) = (barStep, Double(series.count - 1) / 2)
    for (number, series) in series.enumerated() {
      let own = FigureStyle.series(number)
      let aside = (Double(number) - middle) * step
      let banded = series.points.filter(\.hasBand)
      if hasBars {
        for point in banded {
          let x = frame.horizontal(point.x) + aside
          svg += SVG.line(
            "curve bar \(own)", x, frame.vertical(point.low), x, frame.vertical(point.high))
        }
      } else if banded.count > 1 {
        let upper = banded.map { (frame.horizontal($0.x), frame.vertical($0.high)) }
        let lower = banded.reversed().map { (frame.horizontal($0.x), frame.vertical($0.low)) }
        svg += SVG.path(
          "band\(self.series.count > 2 ? " pale" : "") \(own)", upper + lower, closed: true)
      }
      svg += SVG.path(
        "curve \(own) d\(number % 4)",
        series.points.map { (frame.horizontal($0.x) + aside, frame.vertical($0.y)) })
      if series.points.count <= 40 {
        for point in series.points {
          svg += SVG.marker(
            number, frame.horizontal(point.x) + aside, frame.vertical(point.y), 3.5)
        }
      }
      svg += "\n"
    }
    if let reference, reference.value.isFinite {
      let y = frame.vertical(reference.value)
      svg += SVG.line("reference", frame.left, y, frame.right, y)
      svg += SVG.text(frame.right - 4, y - 5, "end", reference.label, "faint")
    }
    return svg
  }
}
