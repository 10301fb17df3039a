import PipelineKit

/// Significant bits of images and fields.
struct ImageBitsSection: ReportSection {
  static let bits = Input<Many<Table>?>(
    "bits", "Summaries of measure/significant-bits for images or fields.")
  static let inputs = list(bits)

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let tables = try inputs[Self.bits].map({ try JoinedTables($0) }) else { return nil }
    return try BitsSummary(
      title: "Significant bits of the image", subject: "voxels", table: tables.table,
      axes: tables.axes
    ).html()
  }
}
