internal import Statistics

/// Points of two numbers that should be the same, with the line on which they would be: predicted against
/// true age.
package struct ScatterPlot: Figure {
  package let points: [(x: Double, y: Double)]
  package let frame: PlotFrame

  /// - Parameters:
  ///   - x, y: names of the axes with units, which share their ends.
  ///   - title: what the points are, above them; none where it is empty.
  package init(x: String, y: String, points: [(x: Double, y: Double)], title: String = "") {
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    let all = self.points.flatMap { [$0.x, $0.y] }
    frame = PlotFrame(
      x: Axis(x, covering: all), y: Axis(y, covering: all), title: title)
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    let r = Correlation.pearson(points.map(\.x), points.map(\.y))
    let error = points.reduce(0.0) { $0 + abs($1.x - $1.y) } / Double(max(points.count, 1))
    return frame.titleWords
      + "Scatter of \(frame.y.words), against \(frame.x.words), with the line of equality; n "
      + "\(points.count), Pearson's r \(NumberText.short(r)), mean absolute difference "
      + "\(NumberText.short(error))."
  }

  package var marks: String {
    var svg = frame.marks
    svg += SVG.line(
      "reference", frame.horizontal(frame.x.low), frame.vertical(frame.x.low),
      frame.horizontal(frame.x.high), frame.vertical(frame.x.high))
    let size = PlotFrame.dotRadius(points.count)
    for point in points {
      svg += SVG.circle("dot", frame.horizontal(point.x), frame.vertical(point.y), size)
    }
    return svg + "\n"
  }
}
