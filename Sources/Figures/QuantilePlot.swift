internal import Statistics

/// Sorted numbers against the quantiles that a normal distribution would have, with the line through their
/// quartiles; places (i − ½) / n.
package struct QuantilePlot: Figure {
  /// By x, ascending.
  package let points: [(x: Double, y: Double)]
  /// The line through the quartiles.
  package let slope: Double
  package let intercept: Double
  package let frame: PlotFrame

  /// More points than eyes can tell apart are thinned out, ends kept.
  private static let mostPoints = 400

  /// - Parameter name: what the numbers are, with their unit.
  package init(_ name: String, values: [Double], title: String = "") {
    let sorted = values.filter(\.isFinite).sorted()
    let all = sorted.enumerated().map { index, value in
      (
        x: NormalDistribution.quantile((Double(index) + 0.5) / Double(sorted.count)), y: value
      )
    }
    points = all
    let own = Distribution(sorted)
    let (low, high) = (own?.quantile(0.25) ?? .nan, own?.quantile(0.75) ?? .nan)
    let reach = NormalDistribution.quantile(0.75)
    slope = (high - low) / (2 * reach)
    intercept = (high + low) / 2
    frame = PlotFrame(
      x: Axis("quantiles of the normal distribution", covering: all.map(\.x)),
      y: Axis(name, covering: sorted), title: title)
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    frame.titleWords
      + "Normal quantile plot of \(frame.y.words); n \(points.count), the line through the quartiles has slope "
      + "\(NumberText.short(slope)) and crosses 0 at \(NumberText.short(intercept))."
  }

  package var marks: String {
    var svg = frame.marks
    if slope.isFinite {
      let ends = [frame.x.low, frame.x.high].map { x in
        (
          x: frame.horizontal(x),
          y: min(max(frame.vertical(intercept + slope * x), frame.top), frame.bottom)
        )
      }
      svg += SVG.line("reference", ends[0].x, ends[0].y, ends[1].x, ends[1].y)
    }
    let step = max(1, points.count / Self.mostPoints)
    for (index, point) in points.enumerated()
    where index % step == 0 || index + 10 > points.count || index < 10 {
      svg += SVG.circle("dot", frame.horizontal(point.x), frame.vertical(point.y), 2.5)
    }
    return svg + "\n"
  }
}
