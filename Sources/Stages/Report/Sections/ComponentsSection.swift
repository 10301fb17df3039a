import Figures
import PipelineKit

/// What the variance of each region is made of.
struct ComponentsSection: ReportSection {
  static let components = Input<Many<Table>?>(
    "components", "Tables `components` of measure/variability: shares of variance by region.")
  static let inputs = list(components)

  private static let mostRows = 120

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.components].map({ try JoinedTables($0) }) else { return nil }
    let table = joined.table
    guard let regions = table.text("region"), let names = table.text("component"),
      let shares = table.numbers("share")
    else {
      throw StageError(
        "the report's components of variance need the columns of measure/variability; connect its port "
          + "'components'")
    }
    let series = SeriesOfRows(table, by: joined.axes).all
    var columns: [String] = []
    for name in names where !columns.contains(name) { columns.append(name) }
    var rows: [(label: String, shares: [Double])] = []
    var places: [String: Int] = [:]
    for series in series {
      for row in series.rows {
        let label = regions[row] + (series.label.isEmpty ? "" : " · \(series.label)")
        if places[label] == nil {
          places[label] = rows.count
          rows.append((label, columns.map { _ in .nan }))
        }
        guard let place = places[label], let column = columns.firstIndex(of: names[row]) else {
          continue
        }
        rows[place].shares[column] = 100 * shares[row]
      }
    }
    let shown = Array(rows.prefix(Self.mostRows))
    let rest = rows.count > shown.count ? " The first \(shown.count) of \(rows.count)." : ""
    guard !shown.isEmpty else { return "<h2>Components of variance</h2>\n<p>There are none.</p>\n" }
    return "<h2>Components of variance</h2>\n"
      + FigureHTML.html(
        HeatMap(
          "share of variance, %", rows: shown.map(\.label), columns: columns,
          values: shown.map(\.shares), range: (0, 100)), "Regions by components",
        "What each region's variance is made of, by restricted maximum likelihood.\(rest)")
      + ReportTable(table, textColumns: joined.axes).html(
        caption: "Variance, its share, and its standard deviation by region and component.",
        name: "components")
  }
}
