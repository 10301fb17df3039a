import Arithmetic
import Figures
import Imaging
import PipelineKit
import Statistics

/// The whole volume, to look through: anatomy with labels, entropy and significant bits laid over.
struct VolumeSection: ReportSection {
  static let labels = Input<Many<Labels>?>(
    "labels", called: "the label map",
    "Label maps to lay over the anatomy, all on its grid and that of the other maps.")
  static let inputs = list(
    BitsMapSection.map, EntropyMapSection.entropy, labels, BrainMaps.anatomy)

  /// Maps of each kind that can be chosen.
  private static let mostMaps = 4

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    let bits = try BrainMaps(inputs, BitsMapSection.map, of: "significant bits")
    let entropies = try BrainMaps(inputs, EntropyMapSection.entropy, of: "entropy")
    let labels = try inputs[Self.labels]
    guard let grid = try bits?.grid ?? entropies?.grid ?? labels?.first?.load().grid else {
      return nil
    }
    try entropies?.grid.requireSame(
      as: grid, name: "the map of entropy", otherName: "the first map")
    let anatomy = try inputs[BrainMaps.anatomy]
    try anatomy?.grid.requireSame(as: grid, name: "the anatomy", otherName: "the map")
    var viewer = try self.viewer(grid, bits, entropies, labels, anatomy)
    if let bits { try add(bits, .bits, hidesZero: false, to: &viewer) }
    if let entropies { try add(entropies, .entropy, hidesZero: true, to: &viewer) }
    for item in (labels ?? Many(items: [], named: "")).prefix(Self.mostMaps) {
      let map = try item.load()
      try map.grid.requireSame(as: grid, name: item.name, otherName: "the other maps")
      try add(map, BrainMaps.label(item.coordinates, "labels"), to: &viewer)
    }
    return "<h2>Through the volume</h2>\n" + viewer.html()
  }

  /// The block around what there is, with the anatomy in it.
  private func viewer(
    _ grid: Grid, _ bits: BrainMaps?, _ entropies: BrainMaps?, _ labels: Many<Labels>?,
    _ anatomy: Volume?
  ) throws -> VolumeViewer {
    if let anatomy {
      let values = anatomy.voxels.doubles
      let bright =
        Distribution(finiteOf: values, above: 0)?.quantile(0.995) ?? 1
      var viewer = VolumeViewer(grid, around: values.map { $0 > 0.05 * bright })
      try viewer.setAnatomy { index in
        let value = values[index]
        return value.isFinite ? UInt8((min(max(value / bright, 0), 1) * 255).rounded()) : 0
      }
      return viewer
    }
    if let maps = bits ?? entropies {
      let values = try maps.values(0)
      return VolumeViewer(
        grid, around: values.map { $0.isFinite && (bits != nil || $0 > 0) })
    }
    let values = try labels?.first?.load().voxels.values ?? []
    return VolumeViewer(grid, around: values.map { $0 != 0 })
  }

  private func add(
    _ maps: BrainMaps, _ quantity: PlotQuantity, hidesZero: Bool, to viewer: inout VolumeViewer
  ) throws {
    for map in 0..<min(maps.count, Self.mostMaps) {
      let values = try maps.values(map).map { hidesZero && !($0 > 0) ? .nan : $0 }
      let own = MapSummary(maps.labels[map], values)
      guard own.low.isFinite else { continue }
      let low = hidesZero ? 0 : own.low.rounded(.down)
      let high =
        hidesZero ? max(0.1, quantity.roundedUp(own.greatest)) : max(low + 2, own.high.rounded(.up))
      let label =
        maps.labels[map] == quantity.name ? quantity.name : "\(maps.labels[map]) · \(quantity.name)"
      try viewer.add(.numbers(label: label, quantity: quantity, low: low, high: high)) { index in
        let value = values[index]
        guard value.isFinite else { return 0 }
        return UInt8(1 + (min(max((value - low) / (high - low), 0), 1) * 254).rounded())
      }
    }
  }

  private func add(_ map: Labels, _ label: String, to viewer: inout VolumeViewer) throws {
    var counts: [Int32: Int] = [:]
    for value in map.voxels.values where value != 0 { counts[value, default: 0] += 1 }
    // A byte tells 255 labels apart: the largest.
    let kept = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(255).map(\.key)
      .sorted()
    let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, UInt8($0 + 1)) })
    let names = kept.map { ColourTable[$0].map { "\($0.name) (\($0.label))" } ?? "label \($0)" }
    let colours = kept.map { label -> [UInt8] in
      ColourTable[label].map { [$0.red, $0.green, $0.blue] } ?? Self.colour(of: label)
    }
    try viewer.add(
      .labels(label: label, names: [""] + names, colours: [[0, 0, 0]] + colours)
    ) { places[map.voxels.values[$0]] ?? 0 }
  }

  /// A colour for a label that FreeSurfer does not have: hues a golden angle apart.
  private static func colour(of label: Int32) -> [UInt8] {
    let hue = Double(abs(Int(label)) * 137 % 360) / 60
    let rest = hue - hue.rounded(.down)
    let (up, down) = (80 + 150 * rest, 230 - 150 * rest)
    let colours: [[Double]] = [
      [230, up, 80], [down, 230, 80], [80, 230, up], [80, down, 230], [up, 80, 230],
      [230, 80, down],
    ]
    return colours[Int(hue) % 6].map { UInt8($0.rounded()) }
  }
}
