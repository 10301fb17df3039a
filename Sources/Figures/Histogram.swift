/// How many numbers lie in bins of one width, as parts of all, one outline a series.
package struct Histogram: Figure {
  package struct Series {
    package let label: String
    /// Counts by bin.
    package let counts: [Int]

    package init(_ label: String, _ counts: [Int]) { (self.label, self.counts) = (label, counts) }

    var total: Int { counts.reduce(0, +) }
  }

  package let series: [Series]
  package let lower: Double
  package let width: Double
  package let frame: PlotFrame
  private let legend: Legend

  /// - Parameters:
  ///   - name: what the numbers are, with their unit.
  ///   - lower: where the first bin begins.
  ///   - width: of a bin.
  ///   - what: what is counted: `voxels`.
  package init(_ name: String, of what: String, lower: Double, width: Double, series: [Series]) {
    (self.series, self.lower, self.width) = (series, lower, width)
    legend = Legend(series.map(\.label), width: 570, lines: true)
    let used = series.flatMap { series in series.counts.indices.filter { series.counts[$0] > 0 } }
    let first = used.min() ?? 0
    let last = (used.max() ?? 0) + 1
    let parts = series.flatMap { series in
      series.counts.map { 100 * Double($0) / Double(max(series.total, 1)) }
    }
    frame = PlotFrame(
      x: Axis(
        name, covering: [lower + Double(first) * width, lower + Double(last) * width], atMost: 10),
      y: Axis("\(what), %", covering: parts, withZero: true), width: 640,
      height: 300 + legend.height, top: legend.height)
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    let items = series.map { series -> String in
      let most = series.counts.indices.max { series.counts[$0] < series.counts[$1] } ?? 0
      let low = lower + Double(most) * width
      return "\(series.label): most between \(NumberText.short(low)) and "
        + "\(NumberText.short(low + width)), n \(series.total)"
    }
    return "Histogram of \(frame.x.words); \(frame.y.title), bins of \(NumberText.short(width)). "
      + Alternative.list(items)
  }

  package var marks: String {
    var svg = frame.marks + legend.marks(left: frame.left)
    for (number, series) in series.enumerated() {
      var points: [(x: Double, y: Double)] = []
      for (bin, count) in series.counts.enumerated() {
        let part = 100 * Double(count) / Double(max(series.total, 1))
        for edge in [bin, bin + 1] {
          let x = lower + Double(edge) * width
          guard x >= frame.x.low, x <= frame.x.high else { continue }
          points.append((frame.horizontal(x), frame.vertical(part)))
        }
      }
      guard let first = points.first, let last = points.last else { continue }
      let own = FigureStyle.series(number)
      let ends = [(last.x, frame.vertical(0)), (first.x, frame.vertical(0))]
      svg += SVG.path("band \(own)", points + ends, closed: true)
      svg += SVG.path("curve \(own) d\(number % 4)", points) + "\n"
    }
    return svg
  }
}
