internal import Statistics

/// Differences of two measurements against their mean, with the mean difference and the limits of agreement,
/// 1.96 standard deviations about it (Bland and Altman 1986, Lancet 327).
package struct BlandAltmanPlot: Figure {
  package let points: [(mean: Double, difference: Double)]
  /// Mean and limits of the differences; NaN for fewer than two pairs.
  package let bias: Double
  package let lower: Double
  package let upper: Double
  package let frame: PlotFrame

  /// - Parameters:
  ///   - pairs: first and second measurement; differences are second less first.
  ///   - mean, difference: names of the axes with units.
  package init(
    pairs: [(first: Double, second: Double)], mean: String, difference: String, title: String = ""
  ) {
    points = pairs.filter { $0.first.isFinite && $0.second.isFinite }.map {
      (($0.first + $0.second) / 2, $0.second - $0.first)
    }
    let own = points.count > 1 ? Distribution(points.map(\.difference)) : nil
    let reach = 1.96 * (own?.standardDeviation ?? .nan)
    bias = own?.mean ?? .nan
    (lower, upper) = (bias - reach, bias + reach)
    frame = PlotFrame(
      x: Axis(mean, covering: points.map(\.mean)),
      y: Axis(difference, covering: points.map(\.difference) + [lower, upper, 0]), title: title)
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    frame.titleWords
      + "Bland–Altman plot of \(frame.y.words), against \(frame.x.words); n \(points.count), mean difference "
      + "\(NumberText.short(bias)), limits of agreement \(NumberText.short(lower)) to "
      + "\(NumberText.short(upper))."
  }

  package var marks: String {
    var svg = frame.marks
    let size = PlotFrame.dotRadius(points.count)
    for point in points {
      svg += SVG.circle("dot", frame.horizontal(point.mean), frame.vertical(point.difference), size)
    }
    svg += SVG.line(
      "axis", frame.left, frame.vertical(0), frame.right, frame.vertical(0))
    for (value, name) in [(bias, "mean"), (lower, "−1.96 SD"), (upper, "+1.96 SD")]
    where value.isFinite {
      let y = frame.vertical(value)
      svg += SVG.line("reference", frame.left, y, frame.right, y)
      svg += SVG.text(frame.right - 4, y - 5, "end", "\(name) \(NumberText.short(value))")
    }
    return svg + "\n"
  }
}
