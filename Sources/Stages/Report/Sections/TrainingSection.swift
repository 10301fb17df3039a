import Figures
import PipelineKit
import Statistics

/// Learning curves: a line a training, with a band over trainings that differ in seeds alone.
struct TrainingSection: ReportSection {
  static let training = Input<Many<Table>?>(
    "training", "Tables `metrics` of trainings, a row an epoch: learning curves.")
  static let inputs = list(training)

  /// Axes over which trainings are repeated, not varied.
  private static let repeated = ["repeat", "seed"]
  /// Columns that are drawn together, by what their names hold.
  private static let losses = ["loss", "entropy"]
  private static let mostSeries = 7

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.training].map({ try JoinedTables($0) }) else { return nil }
    let table = joined.table
    guard let steps = table.numbers("epoch") ?? table.numbers("step") else {
      throw StageError(
        "the report's learning curves need a column epoch or step; connect the port 'metrics' of a training"
      )
    }
    let axis = table.numbers("epoch") == nil ? "step" : "epoch"
    let names = table.columns.filter { column in
      column.name != axis && !joined.axes.contains(column.name) && !column.cells.isText
    }.map(\.name)
    let families = SeriesOfRows(table, by: joined.axes.filter { !Self.repeated.contains($0) }).all
    let shown = families.prefix(Self.mostSeries)
    let plots = names.compactMap { name -> LinePlot? in
      guard let values = table.numbers(name) else { return nil }
      let series = shown.map { family in
        LinePlot.Series(family.label, Self.curve(family.rows.map { (steps[$0], values[$0]) }))
      }
      guard series.contains(where: { !$0.points.isEmpty }) else { return nil }
      let isLoss = Self.losses.contains { name.contains($0) }
      return LinePlot(
        x: axis, y: isLoss ? "\(name), no unit" : name, series: series, withZero: isLoss,
        width: 480,
        height: 300)
    }
    let rest =
      families.count > shown.count
      ? " The first \(shown.count) of \(families.count) are drawn." : ""
    return "<h2>Training</h2>\n"
      + FigureHTML.html(
        plots, "Learning curves",
        "Means by \(axis) of what the training measured. Where trainings were repeated, lines are means "
          + "over them and bands reach one standard deviation to either side.\(rest)")
      + ReportTable(table, textColumns: joined.axes).html(
        caption: "What was measured at each \(axis).", name: "training")
  }

  /// Mean and standard deviation at each step.
  private static func curve(_ numbers: [(step: Double, value: Double)]) -> [LinePlot.Point] {
    Dictionary(grouping: numbers.filter(\.value.isFinite), by: \.step).compactMap { step, all in
      guard let own = Distribution(all.map(\.value)) else { return nil }
      guard own.count > 1 else { return .init(step, own.mean) }
      return .init(
        step, own.mean, low: own.mean - own.standardDeviation,
        high: own.mean + own.standardDeviation)
    }
  }
}
