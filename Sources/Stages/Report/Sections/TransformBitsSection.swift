import PipelineKit

/// Significant bits of transforms.
struct TransformBitsSection: ReportSection {
  static let bits = Input<Many<Table>?>(
    "transform-bits", "Summaries of measure/significant-bits for transforms.")
  static let inputs = list(bits)

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let tables = try inputs[Self.bits].map({ try JoinedTables($0) }) else { return nil }
    return try BitsSummary(
      title: "Significant bits of the transform", subject: "entries of the matrix",
      table: tables.table, axes: tables.axes
    ).html()
  }
}
