import Figures
import PipelineKit

/// Predicted ages beside true ones: scatter, agreement and the gap's distribution, for each regression.
struct PredictionsSection: ReportSection {
  static let predictions = Input<Many<Table>?>(
    "predictions",
    "Tables `predictions` of brain-age/regress or brain-age/predict: predicted against true age.")
  static let inputs = list(predictions)

  /// Regressions that get figures; the rest is in the file.
  private static let mostSeries = 6

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.predictions].map({ try JoinedTables($0) }) else {
      return nil
    }
    let table = joined.table
    guard let ages = table.numbers("age"), let predicted = table.numbers("predicted") else {
      throw StageError(
        "the report's predictions need the columns age and predicted; connect the port 'predictions' of "
          + "brain-age/regress or brain-age/predict")
    }
    let rows = Self.counted(table).filter { ages[$0].isFinite && predicted[$0].isFinite }
    let all = SeriesOfRows(table, by: joined.axes, rows: rows).all
    guard !rows.isEmpty else { return "<h2>Predicted ages</h2>\n<p>No person has an age.</p>\n" }
    var html = "<h2>Predicted ages</h2>\n"
    for series in all.prefix(Self.mostSeries) {
      let pairs = series.rows.map { (first: ages[$0], second: predicted[$0]) }
      html += FigureHTML.html(
        [
          ScatterPlot(
            x: "age, years", y: "predicted age, years", points: pairs.map { ($0.first, $0.second) },
            title: series.label),
          BlandAltmanPlot(
            pairs: pairs, mean: "mean of age and prediction, years",
            difference: "predicted less true age, years", title: series.label),
          QuantilePlot(
            "predicted less true age, years", values: pairs.map { $0.second - $0.first },
            title: series.label),
        ], series.label.isEmpty ? "Predictions" : series.label,
        "\(pairs.count) people. Predicted against true age with the line of equality; their difference "
          + "against their mean with limits of agreement, 1.96 standard deviations; the difference's "
          + "quantiles against those of a normal distribution. Predictions are not corrected for age."
      )
    }
    if all.count > Self.mostSeries {
      html += "<p>The first \(Self.mostSeries) of \(all.count) regressions are drawn.</p>\n"
    }
    return html
      + ReportTable(table, textColumns: joined.axes).html(
        caption: "Predictions, one row for each test of a row.", name: "predictions")
  }

  /// Rows that count once a person: those that are scored, of the first repetition.
  private static func counted(_ table: Table) -> [Int] {
    let scored = table.numbers("scored")
    let repetitions = table.numbers("repetition")
    let first = repetitions?.min()
    return (0..<table.rowCount).filter { row in
      (scored.map { $0[row] == 1 } ?? true) && (repetitions.map { $0[row] == first } ?? true)
    }
  }
}
