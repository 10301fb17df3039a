import PipelineKit

/// How well label maps agree as wholes, with each other or with the truth.
struct OverlapSection: ReportSection {
  static let overlap = Input<Many<Table>?>(
    "overlap", "Summaries of measure/dice or measure/overlap.")
  static let inputs = list(overlap)

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let tables = try inputs[Self.overlap].map({ try JoinedTables($0) }) else { return nil }
    let others = tables.table["mean-dice"] == nil ? "between samples" : "of maps and the truth"
    return "<h2>Overlap of labels</h2>\n"
      + ReportTable(tables.table, textColumns: tables.axes).html(
        caption: "Dice coefficients of the labels \(others): 1 is the same, 0 is apart.",
        name: "overlap")
  }
}
