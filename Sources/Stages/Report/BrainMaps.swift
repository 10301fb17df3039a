import Arithmetic
import Imaging
import PipelineKit

/// Maps of numbers over the brain, and the anatomy that they belong to. Maps are read when they are
/// asked for, one at a time: a whole head in many maps is more than a page is worth in memory.
struct BrainMaps {
  /// Shared by all sections with maps.
  static let anatomy = Input<Volume?>("anatomy", "The brain under the maps, on their grid.")

  /// Maps shown; more would make a page that no browser likes.
  static let mostMaps = 12

  /// What rows of slices are called, in order.
  let labels: [String]
  let anatomy: [Double]?
  let grid: Grid
  /// A paragraph on maps that are left out.
  let left: String
  private let load: (Int) throws -> [Double]

  var count: Int { labels.count }

  /// Voxels of a map, in the order of the grid.
  ///
  /// - Throws: `StageError` where it cannot be read.
  func values(_ map: Int) throws -> [Double] { try load(map) }

  /// The maps on a port; `nil` where nothing is connected.
  ///
  /// - Parameter quantity: what a map is called that has no coordinates.
  /// - Throws: `StageError` where the grids differ.
  init?(_ inputs: Inputs, _ port: Input<Many<Volume>?>, of quantity: String) throws {
    guard let items = try inputs[port], let first = items.first else { return nil }
    let grid = try first.load().grid
    labels = items.prefix(Self.mostMaps).map { BrainMaps.label($0.coordinates, quantity) }
    load = { index in
      let map = try items[items.startIndex + index].load()
      try map.grid.requireSame(
        as: grid, name: items[items.startIndex + index].name, otherName: "the first map")
      return map.voxels.doubles
    }
    let anatomy = try inputs[Self.anatomy]
    try anatomy?.grid.requireSame(as: grid, name: "the anatomy", otherName: "the map")
    self.anatomy = anatomy?.voxels.doubles
    self.grid = grid
    left =
      items.count > labels.count
      ? "<p>The first \(labels.count) of \(items.count) maps are shown.</p>\n" : ""
  }

  /// Maps that are there already, for tests and sections of their own.
  init(labels: [String], anatomy: [Double]?, grid: Grid, load: @escaping (Int) throws -> [Double]) {
    (self.labels, self.anatomy, self.grid, self.load, left) = (labels, anatomy, grid, load, "")
  }

  static func label(_ coordinates: Coordinates, _ quantity: String) -> String {
    let label = coordinates.entries.map(\.value).joined(separator: " · ")
    return label.isEmpty ? quantity : label
  }
}
