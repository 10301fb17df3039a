import Imaging
import PipelineKit

/// Where in the brain label maps differ.
struct EntropyMapSection: ReportSection {
  static let entropy = Input<Many<Volume>?>(
    "entropy", called: "the map",
    "Maps of measure/entropy, all on one grid, one row of slices each.")
  static let inputs = list(entropy, BrainMaps.anatomy)

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let maps = try BrainMaps(inputs, Self.entropy, of: "entropy") else { return nil }
    return try "<h2>Map of entropy</h2>\n" + maps.left + SliceFigure.entropies(maps).html()
  }
}
