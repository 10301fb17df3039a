import Figures
import Imaging

/// A volume to look through: anatomy and maps as pictures of all their axial slices, for `ViewerScript`.
///
/// Voxels are thinned out, not averaged, so that what is shown was measured.
struct VolumeViewer {
  /// What is laid over the anatomy: bytes by voxel, 0 where there is nothing.
  enum Overlay {
    /// Numbers between the ends of a scale as 1...255.
    case numbers(label: String, quantity: PlotQuantity, low: Double, high: Double)
    /// Labels in order as 1...255: their names and colours, that of 0 first.
    case labels(label: String, names: [String], colours: [[UInt8]])

    var label: String {
      switch self {
      case .numbers(let label, _, _, _), .labels(let label, _, _): label
      }
    }
  }

  /// Voxels of a picture, and bytes of all pictures together.
  static let mostVoxels = 1_000_000
  static let mostBytes = 7 << 20

  private let view: AnatomicalView
  private let ranges: [ClosedRange<Int>]
  /// Every so many voxels are shown.
  let stride: Int
  private let shape: [Int]
  private var pictures = ""
  private var options = ""
  private var bars = ""
  private var bytes = 0
  private var count = 0
  private(set) var left = 0

  /// - Parameter isShown: whether there is something at a voxel; the page has the block around them.
  init(_ grid: Grid, around isShown: [Bool]) {
    view = AnatomicalView(grid)
    let window = ViewWindow(view, around: isShown)
    let whole = view.shape
    let ranges = window.ranges.enumerated().map { axis, range in
      max(0, range.lowerBound)...min(whole[axis] - 1, range.upperBound)
    }
    self.ranges = ranges
    var stride = 1
    func extents(_ stride: Int) -> [Int] { ranges.map { ($0.count + stride - 1) / stride } }
    while extents(stride).reduce(1, *) > Self.mostVoxels { stride += 1 }
    self.stride = stride
    shape = extents(stride)
  }

  /// The picture of a volume: tiles of axial slices, from the lowest, row by row from the back.
  private func picture(_ byte: (Int) -> UInt8) throws -> String {
    let tiles = Int(Double(shape[2]).squareRoot().rounded(.up))
    let width = tiles * shape[0]
    let height = (shape[2] + tiles - 1) / tiles * shape[1]
    var pixels = [UInt8](repeating: 0, count: width * height)
    for z in 0..<shape[2] {
      for y in 0..<shape[1] {
        let row = ((z / tiles) * shape[1] + y) * width + (z % tiles) * shape[0]
        for x in 0..<shape[0] {
          pixels[row + x] = byte(
            view.index(
              ranges[0].lowerBound + x * stride, ranges[1].lowerBound + y * stride,
              ranges[2].lowerBound + z * stride))
        }
      }
    }
    return try PNG(width: width, height: height, pixels: pixels, palette: Self.greys).dataURI()
  }

  /// Each byte as a grey, so that a browser's picture has the bytes.
  private static let greys: [[UInt8]] = (0...255).map { [UInt8($0), UInt8($0), UInt8($0), 255] }

  /// Lays intensities under the maps.
  ///
  /// - Parameter grey: 0...255 by voxel.
  mutating func setAnatomy(_ grey: (Int) -> UInt8) throws {
    let address = try picture(grey)
    bytes += address.utf8.count
    pictures += "<img hidden alt=\"\" data-under src=\"\(address)\">\n"
    count += 1
  }

  /// Adds a map, where there is room for it.
  mutating func add(_ overlay: Overlay, _ byte: (Int) -> UInt8) throws {
    let address = try picture(byte)
    guard bytes + address.utf8.count <= Self.mostBytes else {
      left += 1
      return
    }
    bytes += address.utf8.count
    var facts = ""
    switch overlay {
    case .numbers(_, let quantity, let low, let high):
      facts =
        "data-low=\"\(low)\" data-high=\"\(high)\" data-unit=\"\(HTML.escape(quantity.name))\""
      let bar = ColourBar(Axis(quantity, from: low, to: high), isCut: true)
      bars += "<div class=\"scale\" data-bar=\"\(count)\" hidden>\(bar.svg)</div>\n"
    case .labels(_, let names, let colours):
      facts =
        "data-names=\"\(HTML.escape(names.joined(separator: "|")))\" "
        + "data-colours=\"\(colours.map(ColourScale.hexadecimal).joined(separator: " "))\""
    }
    pictures += "<img hidden alt=\"\" \(facts) src=\"\(address)\">\n"
    options += "<option value=\"\(count)\">\(HTML.escape(overlay.label))</option>"
    count += 1
  }

  /// The viewer, which its script makes visible.
  func html(_ number: Int = 0) -> String {
    let names = ["left to right", "back to front", "bottom to top"]
    func ends(_ axis: Int, _ place: (ClosedRange<Int>) -> Int) -> String {
      var centre = ranges.map { ($0.lowerBound + $0.upperBound) / 2 }
      centre[axis] = place(ranges[axis])
      return NumberText.coordinate(view.millimetres(axis, at: centre))
    }
    let first = (0..<3).map { ends($0) { $0.lowerBound } }.joined(separator: " ")
    let last = (0..<3).map { axis in
      ends(axis) { $0.lowerBound + (shape[axis] - 1) * stride }
    }.joined(separator: " ")
    var cells = ""
    for plane in SlicePlane.allCases {
      let (width, height) = (shape[plane.across], shape[plane.up])
      let axis = plane.normal
      let ratio =
        "\(NumberText.coordinate(Double(width) * view.spacing[plane.across])) / "
        + NumberText.coordinate(Double(height) * view.spacing[plane.up])
      cells += """
        <div><div class="slice"><canvas width="\(width)" height="\(height)" role="img" \
        style="aspect-ratio: \(ratio)" aria-label="\(plane.name) slice at the place of the sliders"></canvas>\
        <i class="left">\(plane.letters.left)</i><i class="right">\(plane.letters.right)</i>\
        <i class="top">\(plane.letters.top)</i></div>
        <label>\(plane.name), \(names[axis]) <input type="range" data-axis="\(axis)" min="0" \
        max="\(shape[axis] - 1)" value="\(shape[axis] / 2)"></label> \
        <output data-axis="\(axis)"></output></div>

        """
    }
    let thinned =
      stride == 1 ? "" : " Every \(stride == 2 ? "second" : "\(stride)th") voxel is shown."
    let rest =
      left == 0 ? "" : " \(left) more \(left == 1 ? "map has" : "maps have") no room in the page."
    return """
      <div class="viewer" hidden data-shape="\(shape.map(String.init).joined(separator: " "))" \
      data-first="\(first)" data-last="\(last)">
      <div class="tools"><label>Map <select>\(options)<option value="-1">none</option></select></label>
      <label>Opacity <input type="range" data-opacity min="0" max="100" value="75"></label>
      <span class="reading" role="status"></span></div>
      <div class="planes">\(cells)</div>
      \(bars)\(pictures)<p class="note">Sliders, or a click on a slice, choose the place; the arrow keys move a \
      slider. The left of the brain is on the left.\(thinned)\(rest)</p>
      </div>
      <noscript><p>Slices to look through need scripts; the maps above are there without.</p></noscript>

      """
  }
}
