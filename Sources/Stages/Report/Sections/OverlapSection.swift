import PipelineKit

/// How well label maps agree as wholes.
struct OverlapSection: ReportSection {
  static let overlap = Input<Many<Table>?>("overlap", "Summaries of measure/dice.")
  static let inputs = list(overlap)

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let tables = try inputs[Self.overlap].map({ try JoinedTables($0) }) else { return nil }
    return "<h2>Overlap of labels</h2>\n"
      + ReportTable(tables.table, textColumns: tables.axes).html(
        caption: "Dice coefficients of the labels between samples: 1 is the same, 0 is apart.")
  }
}
