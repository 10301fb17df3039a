import Figures
import Imaging
import PipelineKit

/// Where in the brain the bits are, and how many voxels have how many.
struct BitsMapSection: ReportSection {
  static let map = Input<Many<Volume>?>(
    "map", "Maps of significant bits, all on one grid, one row of slices each.")
  static let inputs = list(map, BrainMaps.anatomy)

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let maps = try BrainMaps(inputs, Self.map, of: "significant bits") else { return nil }
    let slices = try SliceFigure.bits(maps)
    let histogram = Histogram(
      PlotQuantity.bits.name, of: "voxels", lower: MapSummary.lowest, width: MapSummary.binWidth,
      series: slices.summaries.map { .init($0.label, $0.counts) })
    return try "<h2>Map of significant bits</h2>\n" + maps.left + slices.html()
      + FigureHTML.html(
        histogram, "Distribution of significant bits",
        "How many of the voxels that were measured have how many significant bits.")
  }
}
