import Figures
import PipelineKit

/// Numerical variability beside that of people, by region.
struct VariabilitySection: ReportSection {
  static let variability = Input<Many<Table>?>(
    "variability", "Tables `regions` of measure/variability: the ratio of variabilities by region.")
  static let inputs = list(variability)

  /// Regions that are drawn; those of the greatest ratio come first.
  private static let mostRows = 120

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.variability].map({ try JoinedTables($0) }) else {
      return nil
    }
    let table = joined.table
    guard let ratio = table.numbers("npvr"), table.text("region") != nil else {
      throw StageError(
        "the report's variabilities need the columns of measure/variability; connect its port 'regions'"
      )
    }
    let low = table.numbers("low")
    let high = table.numbers("high")
    let rows = SeriesOfRows(table, by: ["region"] + joined.axes).all.flatMap { series in
      series.rows.filter { ratio[$0].isFinite }.map {
        IntervalPlot.Row(
          label: series.label.isEmpty ? table.text("region")?[$0] ?? "" : series.label,
          value: ratio[$0], low: low?[$0] ?? .nan, high: high?[$0] ?? .nan)
      }
    }.sorted { ($1.value, $0.label) < ($0.value, $1.label) }
    let rest = rows.count > Self.mostRows ? " The \(Self.mostRows) greatest of \(rows.count)." : ""
    return "<h2>Numerical variability</h2>\n"
      + FigureHTML.html(
        IntervalPlot(
          "numerical-population variability ratio, no unit",
          rows: Array(rows.prefix(Self.mostRows)),
          reference: 0), "Noise beside people",
        "Standard deviation over repeats of one person divided by that over people, with its interval over "
          + "people; 0 is no numerical noise, 1 as much as people differ.\(rest)")
      + ReportTable(table, textColumns: joined.axes).html(
        caption:
          "Numerical and population standard deviations, in the unit of each region's number, and "
          + "what noise does to statistics.", name: "variability")
  }
}
