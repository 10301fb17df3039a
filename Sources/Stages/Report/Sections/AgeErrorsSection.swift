import Figures
import PipelineKit

/// Errors of predicted ages: against the number of repeats, for each regressor and augmentation.
struct AgeErrorsSection: ReportSection {
  static let errors = Input<Many<Table>?>(
    "age-errors",
    "Tables `summary` of brain-age/regress: mean absolute error against N, with intervals.")
  static let inputs = list(errors)

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.errors].map({ try JoinedTables($0) }) else { return nil }
    let table = joined.table
    guard let error = table.numbers("mae"), let chance = table.numbers("chance"),
      // An axis called so is text.
      let sizes = table.numbers("size") ?? table.text("size")?.map({ Double($0) ?? .nan }),
      table.text("augmentation") != nil,
      table.text("regressor") != nil
    else {
      throw StageError(
        "the report's errors of ages need the columns of brain-age/regress; connect its port 'summary'"
      )
    }
    let low = table.numbers("mae-low")
    let high = table.numbers("mae-high")
    let sweeps = ["size", "augment", "augmentation", "regressor"]
    let others = joined.axes.filter { !sweeps.contains($0) }
    var html = "<h2>Errors of predicted ages</h2>\n"
    let panels = SeriesOfRows(table, by: ["regressor"] + others).all
    if Set(sizes).count > 1 {
      let plots = panels.map { panel -> LinePlot in
        let series = SeriesOfRows(table, by: ["augmentation"], rows: panel.rows).all.map { series in
          LinePlot.Series(
            series.label,
            series.rows.map {
              .init(sizes[$0], error[$0], low: low?[$0] ?? .nan, high: high?[$0] ?? .nan)
            })
        }
        let level = panel.rows.map { chance[$0] }.reduce(0, +) / Double(panel.rows.count)
        return LinePlot(
          x: "N, repeats of a person", y: "mean absolute error, years", series: series,
          reference: ("mean age", level))
      }
      for (panel, plot) in zip(panels, plots) {
        html += FigureHTML.html(
          plot, panel.label.isEmpty ? "Error against N" : panel.label,
          "Uncorrected mean absolute error in cross-validation against the number of repeats N, one line "
            + "an augmentation; bands or bars are intervals over people; the dashed line is the error of the "
            + "mean age.")
      }
    } else {
      let named = SeriesOfRows(table, by: ["regressor", "augmentation"] + others).all
      let rows = named.flatMap { series in
        series.rows.map {
          IntervalPlot.Row(
            label: series.label.isEmpty ? "error" : series.label, value: error[$0],
            low: low?[$0] ?? .nan, high: high?[$0] ?? .nan)
        }
      }
      html += FigureHTML.html(
        IntervalPlot("mean absolute error, years", rows: rows), "Errors",
        "Uncorrected mean absolute error in cross-validation with intervals over people.")
    }
    return html
      + ReportTable(table, textColumns: joined.axes).html(
        caption:
          "Figures of each regression: mae is the uncorrected mean absolute error in years, chance "
          + "that of the mean age, ratio one over the other; low and high are ends of intervals.",
        name: "age-errors")
  }
}
