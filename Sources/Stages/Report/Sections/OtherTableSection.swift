import Figures
import PipelineKit

/// A table of whatever the manifest connects.
struct OtherTableSection: ReportSection {
  static let table = Input<Many<Table>?>("table", "Any other table to show.")
  static let title = Parameter(
    "table-title", .string, default: "Table", "Heading over the input `table`.")
  static let inputs = list(table)
  static let parameters = list(title)

  private let title: String

  init(_ values: ParameterValues) { title = values[Self.title] }

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let tables = try inputs[Self.table].map({ try JoinedTables($0) }) else { return nil }
    return "<h2>\(HTML.escape(title))</h2>\n"
      + ReportTable(tables.table, textColumns: tables.axes).html(caption: "")
  }
}
