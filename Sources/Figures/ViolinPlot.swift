internal import Statistics

internal import Glibc

/// Distributions as violins, one row each: Gaussian kernels, Silverman's bandwidth (1986, eq. 3.31), each
/// as wide as its row, cut at the least and the greatest number.
package struct ViolinPlot: Figure {
  /// One distribution under its name.
  package struct Row {
    package let label: String
    package let values: [Double]
    package let mark: String

    /// - Parameter values: what is not finite is left out.
    package init(label: String, values: [Double], mark: String = "") {
      (self.label, self.mark) = (label, mark)
      self.values = values.filter(\.isFinite).sorted()
    }
  }

  package let quantity: PlotQuantity
  package let rows: [Row]
  package let lower: Double
  package let upper: Double
  private let rowHeight = 34.0

  /// Points along a violin, and numbers that are drawn one by one.
  private static let steps = 64
  private static let mostDots = 40

  package init(quantity: PlotQuantity, rows: [Row], lower: Double, upper: Double) {
    (self.quantity, self.rows, self.lower, self.upper) = (quantity, rows, lower, upper)
  }

  /// The density of sorted numbers at places from the least to the greatest.
  ///
  /// - Returns: nothing for fewer than five numbers, or equal ones.
  package static func density(_ values: [Double]) -> [(value: Double, density: Double)] {
    guard values.count >= 5, let own = Distribution(values), own.minimum < own.maximum else {
      return []
    }
    let half = (own.quantile(0.75) - own.quantile(0.25)) / 1.349
    let spread = half > 0 ? min(own.standardDeviation, half) : own.standardDeviation
    let width = 0.9 * spread * pow(Double(values.count), -0.2)
    let scale = 1 / (Double(values.count) * width * (2 * Double.pi).squareRoot())
    return (0...steps).map { step in
      let place = own.minimum + (own.maximum - own.minimum) * Double(step) / Double(steps)
      let sum = values.reduce(0.0) { sum, value in
        let z = (place - value) / width
        return sum + exp(-0.5 * z * z)
      }
      return (place, sum * scale)
    }
  }

  private var frame: RowFrame {
    RowFrame(
      rows.map(\.label), axis: Axis(quantity, from: lower, to: upper), rowHeight: rowHeight,
      beside: (
        "median",
        rows.map { row in
          let median = Distribution(row.values)?.median ?? .nan
          return NumberText.fixed(median, max(2, quantity.decimals + 1))
            + (row.mark.isEmpty ? "" : " " + row.mark)
        }
      ))
  }

  package var size: (width: Double, height: Double) { frame.size }

  package var alternative: String {
    let items = rows.map { row in
      let own = Distribution(row.values)
      return "\(row.label): median \(NumberText.short(own?.median ?? .nan)), from "
        + "\(NumberText.short(own?.minimum ?? .nan)) to \(NumberText.short(own?.maximum ?? .nan)), n "
        + "\(row.values.count)" + (row.mark.isEmpty ? "" : ", significance \(row.mark)")
    }
    return "Violin plots of \(frame.axis.words), \(rows.count) rows. " + Alternative.list(items)
  }

  package var marks: String {
    let frame = frame
    return frame.marks + rows.enumerated().map { draw($1, frame.y($0), frame) }.joined()
  }

  private func draw(_ row: Row, _ y: Double, _ frame: RowFrame) -> String {
    let density = Self.density(row.values)
    let half = rowHeight * 0.42
    var svg = ""
    if let most = density.map(\.density).max(), most > 0 {
      let upper = density.map { (frame.x($0.value), y - half * $0.density / most) }
      let lower = density.reversed().map { (frame.x($0.value), y + half * $0.density / most) }
      svg += SVG.path("box", upper + lower, closed: true)
    }
    if row.values.count <= Self.mostDots {
      for value in row.values { svg += SVG.circle("dot", frame.x(value), y, 2) }
    }
    guard let own = Distribution(row.values) else { return svg + "\n" }
    svg += SVG.line("median", frame.x(own.quantile(0.25)), y, frame.x(own.quantile(0.75)), y)
    return svg
      + SVG.circle(
        "point", frame.x(own.median), y, 3.5,
        title: "\(row.label): median \(NumberText.short(own.median)), n \(own.count)") + "\n"
  }
}
