import Figures
import Imaging
import PipelineKit
import Statistics

/// Maps of numbers over three slices of the brain, under the anatomy they belong to.
struct SliceFigure {
  /// A map under the name of its row.
  struct Map {
    let label: String
    let values: [Double]
  }

  private let view: AnatomicalView
  private let window: ViewWindow
  private let anatomy: [Double]?
  private let maps: [Map]
  private let quantity: PlotQuantity
  /// Numbers at the two ends of the colour scale.
  private let range: (low: Double, high: Double)
  /// What the figure says of its maps before it says where slices are.
  private let text: (title: String, maps: String, blank: String)

  /// Maps of significant bits, see the other initializer.
  init(maps: [Map], anatomy: [Double]?, grid: Grid) {
    self.init(
      maps: maps, anatomy: anatomy, grid: grid, .bits,
      range: SliceFigure.range(maps.flatMap { map in map.values.filter(\.isFinite) }),
      text: (
        "Where the bits are", "Significant bits of each voxel", "Voxels that were not measured"
      ))
  }

  /// Maps of entropy: voxels with none are left to the anatomy.
  init(entropies: [Map], anatomy: [Double]?, grid: Grid) {
    let maps = entropies.map { map in
      Map(label: map.label, values: map.values.map { $0 > 0 ? $0 : .nan })
    }
    let greatest = maps.reduce(0.0) { max($0, $1.values.reduce(0) { $1 > $0 ? $1 : $0 }) }
    self.init(
      maps: maps, anatomy: anatomy, grid: grid, .entropy,
      range: (0, max(0.1, PlotQuantity.entropy.roundedUp(greatest))),
      text: (
        "Where the labels differ", "Entropy of each voxel's label over the samples",
        "Voxels on which all samples agree"
      ))
  }

  /// - Parameters:
  ///   - maps: at least one, all on `grid`; NaN is where there is nothing to show.
  ///   - anatomy: intensities on `grid`.
  private init(
    maps: [Map], anatomy: [Double]?, grid: Grid, _ quantity: PlotQuantity,
    range: (low: Double, high: Double), text: (title: String, maps: String, blank: String)
  ) {
    self.maps = maps
    self.anatomy = anatomy
    self.quantity = quantity
    self.range = range
    self.text = text
    view = AnatomicalView(grid)
    window = ViewWindow(view) { index in maps.contains { $0.values[index].isFinite } }
  }

  /// The figure, with the pictures inside.
  ///
  /// - Throws: `FigureError` where a picture cannot be packed.
  func html() throws -> String {
    var cells = "<span></span>"
    for plane in SlicePlane.allCases {
      let millimetres = view.millimetres(plane.normal, at: window.centre)
      let axis = ["x", "y", "z"][plane.normal]
      cells +=
        "<span class=\"head\">\(plane.name), \(axis) = "
        + "\(NumberText.fixed(millimetres, 0)) mm</span>"
    }
    if let anatomy {
      let grey = greyLevels(anatomy)
      cells += try row("anatomy") { grey($0) }
    }
    let grey = anatomy.map(greyLevels)
    for map in maps {
      cells += try row(map.label) { index in
        let value = map.values[index]
        return value.isFinite ? colourIndex(value) : UInt8((Int(grey?(index) ?? 1) + 1) / 2)
      }
    }
    return "<figure>\n<div class=\"slices\" style=\"\(columns)\">\(cells)</div>\n\(scale)\n"
      + "<figcaption>\(caption)</figcaption>\n</figure>\n"
  }

  private func row(_ label: String, _ colour: (Int) -> UInt8) throws -> String {
    var cells = "<span class=\"row\">\(HTML.escape(label))</span>"
    for plane in SlicePlane.allCases {
      let (indices, width) = plane.voxels(view, window)
      let image = PNG(
        width: width, height: indices.count / width, pixels: indices.map { $0.map(colour) ?? 0 },
        palette: SliceFigure.palette)
      let ratio =
        "\(NumberText.coordinate(Double(width) * view.spacing[plane.across])) / "
        + NumberText.coordinate(Double(indices.count / width) * view.spacing[plane.up])
      cells +=
        "<span class=\"slice\"><img style=\"aspect-ratio: \(ratio)\" "
        + "alt=\"\(HTML.escape(label)), \(plane.name) slice\" src=\"\(try image.dataURI())\">"
        + "<i class=\"left\">\(plane.letters.left)</i><i class=\"right\">\(plane.letters.right)</i>"
        + "<i class=\"top\">\(plane.letters.top)</i></span>"
    }
    return cells
  }

  /// Millimetres that a slice covers.
  private func extent(_ plane: SlicePlane) -> (across: Double, up: Double) {
    (
      Double(window.ranges[plane.across].count) * view.spacing[plane.across],
      Double(window.ranges[plane.up].count) * view.spacing[plane.up]
    )
  }

  /// Widths of the columns: labels, then slices in proportion to what they cover.
  private var columns: String {
    let widths = SlicePlane.allCases.map { "\(NumberText.coordinate(extent($0).across))fr" }
    return "grid-template-columns: 8.5rem \(widths.joined(separator: " "))"
  }

  /// Grey 1...127 for intensities up to their 99.5th percentile.
  private func greyLevels(_ anatomy: [Double]) -> (Int) -> UInt8 {
    let bright = Distribution(anatomy.filter { $0.isFinite && $0 > 0 })?.quantile(0.995) ?? 1
    return { index in
      let level = anatomy[index].isFinite ? max(anatomy[index] / bright, 0) : 0
      return UInt8(1 + (min(level, 1) * 126).rounded())
    }
  }

  private func colourIndex(_ value: Double) -> UInt8 {
    let position = (value - range.low) / (range.high - range.low)
    return UInt8(128 + (min(max(position, 0), 1) * 127).rounded())
  }

  /// Index 0 is clear, 1...127 are greys, 128...255 the colour scale.
  private static let palette: [[UInt8]] =
    [[0, 0, 0, 0]]
    + (1...127).map { level in
      let grey = UInt8((Double(level - 1) / 126 * 255).rounded())
      return [grey, grey, grey, 255]
    } + (0...127).map { ColourScale.viridis(Double($0) / 127) + [255] }

  /// The colour scale with its numbers and unit.
  private var scale: String {
    let (left, width, height) = (40.0, 420.0, 14.0)
    var svg = "<svg class=\"scale\" style=\"max-width: 500px\" viewBox=\"0 0 500 52\" role=\"img\" "
    svg += "aria-label=\"colour scale: \(quantity.name)\">"
    for step in 0..<128 {
      let x = NumberText.coordinate(left + width * Double(step) / 128)
      let colour = ColourScale.hexadecimal(ColourScale.viridis(Double(step) / 127))
      svg += "<rect x=\"\(x)\" y=\"2\" width=\"3.8\" height=\"\(Int(height))\" fill=\"\(colour)\"/>"
    }
    let ticks = quantity.ticks(from: range.low, to: range.high)
    for (index, tick) in ticks.enumerated() {
      let x = NumberText.coordinate(
        left + width * (tick.value - range.low) / (range.high - range.low))
      let isEnd = quantity.decimals == 0
      let sign =
        isEnd && index == 0 ? "≤\u{2009}" : isEnd && index == ticks.count - 1 ? "≥\u{2009}" : ""
      svg += "<line class=\"axis\" x1=\"\(x)\" x2=\"\(x)\" y1=\"16\" y2=\"20\"/>"
      svg +=
        "<text x=\"\(x)\" y=\"33\" text-anchor=\"middle\">\(sign)\(tick.text)</text>"
    }
    svg += "<text class=\"faint\" x=\"\(Int(left + width / 2))\" y=\"49\" text-anchor=\"middle\">"
    return svg + "\(quantity.name)</text></svg>"
  }

  private var caption: String {
    "<b>\(text.title).</b> \(text.maps)"
      + (anatomy == nil ? "" : ", under the anatomy they belong to,")
      + " on the three slices through the centre of the voxels that are coloured. "
      + "The left of the brain is on the left. \(text.blank) are "
      + (anatomy == nil ? "black." : "grey or black.")
  }

  /// Whole bits around the middle 96 % of the values, at least two apart.
  private static func range(_ values: [Double]) -> (low: Double, high: Double) {
    guard let distribution = Distribution(values) else { return (0, 24) }
    let low = distribution.quantile(0.02).rounded(.down)
    let high = distribution.quantile(0.98).rounded(.up)
    return high - low >= 2 ? (low, high) : (high - 2, high)
  }
}
