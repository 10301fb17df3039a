import Arithmetic
import Imaging
import PipelineKit

/// Maps of numbers over the brain, and the anatomy that they belong to.
struct BrainMaps {
  /// Shared by all sections with maps.
  static let anatomy = Input<Volume?>("anatomy", "The brain under the maps, on their grid.")

  /// Maps shown; more would make a page that no browser likes.
  private static let mostMaps = 12

  let maps: [SliceFigure.Map]
  let anatomy: [Double]?
  let grid: Grid
  /// A paragraph on maps that are left out.
  let left: String

  /// The maps on a port; `nil` where nothing is connected.
  ///
  /// - Parameter quantity: what a map is called that has no coordinates.
  /// - Throws: `StageError` where the grids differ.
  init?(_ inputs: Inputs, _ port: Input<Many<Volume>?>, of quantity: String) throws {
    guard let items = try inputs[port] else { return nil }
    let grid = try items[0].load().grid
    maps = try items.prefix(Self.mostMaps).map { item in
      let map = try item.load()
      try map.grid.requireSame(as: grid, name: item.name, otherName: "the first map")
      let label = item.coordinates.entries.map(\.value).joined(separator: " · ")
      return .init(label: label.isEmpty ? quantity : label, values: map.voxels.doubles)
    }
    let anatomy = try inputs[Self.anatomy]
    try anatomy?.grid.requireSame(as: grid, name: "the anatomy", otherName: "the map")
    self.anatomy = anatomy?.voxels.doubles
    self.grid = grid
    left =
      items.count > maps.count
      ? "<p>The first \(maps.count) of \(items.count) maps are shown.</p>\n" : ""
  }
}
