import Figures
import Imaging
import PipelineKit
import Statistics

/// Maps of numbers over three slices of the brain, under the anatomy they belong to. Maps are read one at a
/// time: once for where and how large their numbers are, and once for their pictures.
struct SliceFigure {
  /// Maps that share a colour scale.
  private struct Group {
    let maps: [Int]
    let range: (low: Double, high: Double)
    /// What their numbers can be at most, for the caption; none where there is one scale.
    let name: String
  }

  let summaries: [MapSummary]
  private let maps: BrainMaps
  private let view: AnatomicalView
  private let window: ViewWindow
  private let quantity: PlotQuantity
  private let groups: [Group]
  /// Whether zeros are left to the anatomy.
  private let hidesZero: Bool
  /// What the figure says of its maps before it says where slices are.
  private let text: (title: String, maps: String, blank: String)

  /// Maps of significant bits. Those of binary32 and of binary64 have a colour scale each: on one, all of
  /// binary32 would be dark.
  static func bits(_ maps: BrainMaps) throws -> SliceFigure {
    try SliceFigure(
      maps, .bits, hidesZero: false,
      text: (
        "Where the bits are", "Significant bits of each voxel", "Voxels that were not measured"
      )
    ) { summaries in
      let wide = summaries.indices.filter { summaries[$0].high > 24.5 }
      let narrow = summaries.indices.filter { !(summaries[$0].high > 24.5) }
      return [(narrow, "up to 24 bits"), (wide, "up to 53 bits")].filter { !$0.0.isEmpty }.map {
        own, name in
        Group(
          maps: own, range: SliceFigure.range(own.map { summaries[$0] }),
          name: narrow.isEmpty || wide.isEmpty ? "" : name)
      }
    }
  }

  /// Maps of entropy: voxels with none are left to the anatomy.
  static func entropies(_ maps: BrainMaps) throws -> SliceFigure {
    try SliceFigure(
      maps, .entropy, hidesZero: true,
      text: (
        "Where the labels differ", "Entropy of each voxel's label over the samples",
        "Voxels on which all samples agree"
      )
    ) { summaries in
      let greatest = summaries.map(\.greatest).filter(\.isFinite).max() ?? 0
      let high = max(0.1, PlotQuantity.entropy.roundedUp(greatest))
      return [Group(maps: Array(summaries.indices), range: (0, high), name: "")]
    }
  }

  private init(
    _ maps: BrainMaps, _ quantity: PlotQuantity, hidesZero: Bool,
    text: (title: String, maps: String, blank: String), groups: ([MapSummary]) -> [Group]
  ) throws {
    (self.maps, self.quantity, self.text, self.hidesZero) = (maps, quantity, text, hidesZero)
    view = AnatomicalView(maps.grid)
    var isShown = [Bool](repeating: false, count: maps.grid.shape.reduce(1, *))
    var summaries: [MapSummary] = []
    for map in 0..<maps.count {
      let values = try SliceFigure.values(maps, map, hidesZero)
      MapSummary.mark(finite: values, in: &isShown)
      summaries.append(MapSummary(maps.labels[map], values))
    }
    window = ViewWindow(view, around: isShown)
    self.summaries = summaries
    self.groups = groups(summaries)
  }

  /// A map with NaN where there is nothing to show.
  private static func values(_ maps: BrainMaps, _ map: Int, _ hidesZero: Bool) throws -> [Double] {
    let values = try maps.values(map)
    return hidesZero ? values.map { $0 > 0 ? $0 : .nan } : values
  }

  /// The figure, with the pictures inside.
  ///
  /// - Throws: `FigureError` where a picture cannot be packed.
  func html() throws -> String {
    let grey = maps.anatomy.map(greyLevels)
    var html = "<figure>\n"
    for (number, group) in groups.enumerated() {
      var cells = "<span class=\"corner\"></span>" + heads
      if number == 0, let grey { cells += try row("anatomy", words: "intensities") { grey($0) } }
      for map in group.maps {
        let values = try SliceFigure.values(maps, map, hidesZero)
        cells += try row(maps.labels[map], words: quantity.name) { index in
          let value = values[index]
          return value.isFinite
            ? colourIndex(value, group.range) : UInt8((Int(grey?(index) ?? 1) + 1) / 2)
        }
      }
      html += "<div class=\"slices\" style=\"\(columns)\">\(cells)</div>\n\(scale(group))\n"
    }
    return html + "<figcaption>\(caption)</figcaption>\n</figure>\n"
  }

  private var heads: String {
    SlicePlane.allCases.map { plane in
      let millimetres = view.millimetres(plane.normal, at: window.centre)
      let axis = ["x", "y", "z"][plane.normal]
      return "<span class=\"head\">\(plane.name), \(axis) = "
        + "\(NumberText.fixed(millimetres, 0)) mm</span>"
    }.joined()
  }

  private func row(
    _ label: String, words: String, _ colour: (Int) -> UInt8
  ) throws -> String {
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
        + "alt=\"\(HTML.escape(label)), \(words), \(plane.name) slice\" src=\"\(try image.dataURI())\">"
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
    let widths = SlicePlane.allCases.map {
      "minmax(0, \(NumberText.coordinate(extent($0).across))fr)"
    }
    return "--columns: \(widths.joined(separator: " "))"
  }

  /// Grey 1...127 for intensities up to their 99.5th percentile.
  private func greyLevels(_ anatomy: [Double]) -> (Int) -> UInt8 {
    let bright = Distribution(finiteOf: anatomy, above: 0)?.quantile(0.995) ?? 1
    return { index in
      let level = anatomy[index].isFinite ? max(anatomy[index] / bright, 0) : 0
      return UInt8(1 + (min(level, 1) * 126).rounded())
    }
  }

  private func colourIndex(_ value: Double, _ range: (low: Double, high: Double)) -> UInt8 {
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
  private func scale(_ group: Group) -> String {
    let name = group.name.isEmpty ? quantity.name : "\(quantity.name), \(group.name)"
    let bar = ColourBar(
      Axis(
        PlotQuantity(name: name, decimals: quantity.decimals), from: group.range.low,
        to: group.range.high), isCut: quantity.decimals == 0)
    return "<div class=\"scale\">\(bar.svg)</div>"
  }

  private var caption: String {
    "<b>\(text.title).</b> \(text.maps)"
      + (maps.anatomy == nil ? "" : ", under the anatomy they belong to,")
      + " on the three slices through the centre of the voxels that are coloured. "
      + "The left of the brain is on the left. \(text.blank) are "
      + (maps.anatomy == nil ? "black." : "grey or black.")
  }

  /// Whole bits around the middle 96 % of each map, at least two apart.
  private static func range(_ maps: [MapSummary]) -> (low: Double, high: Double) {
    guard let low = maps.map(\.low).filter(\.isFinite).min()?.rounded(.down),
      let high = maps.map(\.high).filter(\.isFinite).max()?.rounded(.up)
    else { return (0, 24) }
    return high - low >= 2 ? (low, high) : (high - 2, high)
  }
}
