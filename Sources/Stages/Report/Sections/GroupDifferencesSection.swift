import Figures
import PipelineKit

/// Differences of groups by region, and how easily numerical noise turns their significance.
struct GroupDifferencesSection: ReportSection {
  static let groups = Input<Many<Table>?>(
    "groups",
    "Tables `groups` of measure/variability, or `regions` of measure/compare-groups or measure/compare-paired: "
      + "differences by region."
  )
  static let inputs = list(groups)

  private static let mostRows = 120

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.groups].map({ try JoinedTables($0) }) else { return nil }
    let table = joined.table
    guard let names = table.text("region"), let difference = table.numbers("difference"),
      let adjusted = table.numbers("holm")
    else {
      throw StageError(
        "the report's groups need the columns of measure/variability, measure/compare-groups or "
          + "measure/compare-paired; connect their port 'groups' or 'regions'")
    }
    // Cohen's d has no unit, so that regions of any size stand beside each other.
    let effect = table.numbers("d") ?? table.numbers("effect")
    // In measure/variability low and high are those of the part of repeats that are significant.
    let low = table.numbers("flip") == nil ? table.numbers("low") : nil
    let high = table.numbers("flip") == nil ? table.numbers("high") : nil
    let compared = ["first", "second"].filter { !joined.axes.contains($0) }
    let varying = SeriesOfRows(table, by: joined.axes + compared).all
    let rows = varying.flatMap { series in
      series.rows.map { row -> (row: IntervalPlot.Row, flip: IntervalPlot.Row?) in
        let label = names[row] + (series.label.isEmpty ? "" : " · \(series.label)")
        // An interval of the difference in units of the effect.
        let scale = effect.map { $0[row] / difference[row] } ?? 1
        let ends = [low, high].map { ($0?[row] ?? .nan) * scale }
        return (
          .init(
            label: label, value: effect?[row] ?? difference[row], low: ends.min() ?? .nan,
            high: ends.max() ?? .nan, mark: SignificanceMark.stars(adjusted[row])),
          table.numbers("flip").map { .init(label: label, value: $0[row]) }
        )
      }
    }
    let shown = rows.sorted { abs($0.row.value) > abs($1.row.value) }.prefix(Self.mostRows)
    let flips = rows.compactMap(\.flip).filter { $0.value > 0.001 }.sorted { $0.value > $1.value }
    return "<h2>Differences of groups</h2>\n"
      + FigureHTML.html(
        IntervalPlot(
          effect == nil ? "difference, in the unit of the region" : "effect size, no unit",
          rows: shown.map(\.row), reference: 0), "Regions that differ",
        "The greatest effect first; intervals where the table has them; stars follow Holm's method. "
          + SignificanceMark.caption)
      + (flips.isEmpty
        ? ""
        : FigureHTML.html(
          IntervalPlot(
            "probability that noise turns significance", rows: Array(flips.prefix(40)), reference: 0
          ),
          "Findings that numerical noise turns",
          "The probability that another repeat lies on the other side of the level."))
      + ReportTable(table, textColumns: joined.axes).html(
        caption: "Differences of groups by region.", name: "groups")
  }
}
