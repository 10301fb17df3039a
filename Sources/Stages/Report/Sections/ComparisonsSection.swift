import Figures
import PipelineKit

/// Regressions compared with a reference over the same splits.
struct ComparisonsSection: ReportSection {
  static let comparisons = Input<Many<Table>?>(
    "comparisons", "Tables `comparisons` of brain-age/compare: differences with intervals.")
  static let inputs = list(comparisons)

  /// Rows that are drawn.
  private static let mostRows = 80

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.comparisons].map({ try JoinedTables($0) }) else {
      return nil
    }
    let table = joined.table
    guard let difference = table.numbers("difference"), let low = table.numbers("low"),
      let high = table.numbers("high"), let adjusted = table.numbers("holm"),
      let place = table.columns.firstIndex(where: { $0.name == "splits" })
    else {
      throw StageError(
        "the report's comparisons need the columns of brain-age/compare; connect its port 'comparisons'"
      )
    }
    let facts = job.parameters(of: "brain-age/compare")
    let figure = facts["figure"]?.text ?? "figure"
    let reference = facts["reference"]?.text ?? "the reference"
    let names = table.columns[..<place].map(\.name)
    let labels = SeriesOfRows(table, by: names).all.flatMap { series in
      series.rows.map { (row: $0, label: series.label.isEmpty ? "regression" : series.label) }
    }.sorted { $0.row < $1.row }
    let rows = labels.prefix(Self.mostRows).map {
      IntervalPlot.Row(
        label: $0.label, value: difference[$0.row], low: low[$0.row], high: high[$0.row],
        mark: SignificanceMark.stars(adjusted[$0.row]))
    }
    let unit = figure.hasSuffix("mae") ? ", years" : ""
    let rest = labels.count > rows.count ? " The first \(rows.count) of \(labels.count)." : ""
    return "<h2>Comparison of regressions</h2>\n"
      + FigureHTML.html(
        IntervalPlot("difference of \(figure) to \(reference)\(unit)", rows: rows, reference: 0),
        "Differences",
        "Each regression less \(reference), mean over splits with its interval, by the corrected resampled "
          + "t-test of Nadeau and Bengio; stars follow Holm's method. \(SignificanceMark.caption)\(rest)"
      )
      + ReportTable(table, textColumns: joined.axes).html(
        caption: "Comparisons over the same splits.", name: "comparisons")
  }
}
