import PipelineKit
import Imaging

/// Where in the brain the bits are.
struct BitsMapSection: ReportSection {
  static let map = Input<Many<Volume>?>(
    "map", "Maps of significant bits, all on one grid, one row of slices each.")
  static let inputs = list(map, BrainMaps.anatomy)

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let maps = try BrainMaps(inputs, Self.map, of: "significant bits") else { return nil }
    return try "<h2>Map of significant bits</h2>\n" + maps.left
      + SliceFigure(maps: maps.maps, anatomy: maps.anatomy, grid: maps.grid).html()
  }
}
