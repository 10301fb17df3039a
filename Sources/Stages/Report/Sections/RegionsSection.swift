import Figures
import PipelineKit
import Statistics

/// The part of a report about how well regions agree: a box of least Dice coefficients for each, over
/// subjects and whatever other axes there are.
///
/// Follows the figure of arXiv 2308.01939: a number for each subject is the least coefficient over
/// pairs of its repeats.
struct RegionsSection: ReportSection {
  static let regions = Input<Many<Table>?>(
    "regions", "Label tables of measure/dice: a box plot of minima by region.")
  static let inputs = list(regions)

  /// Regions that get a box; the worst come first.
  private static let mostBoxes = 120

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let table = try inputs[Self.regions].map({ try JoinedTables($0) })?.table else {
      return nil
    }
    guard let minima = table.numbers("minimum"),
      let names = table.text("name") ?? table.text("label")
    else {
      throw StageError(
        "the report's tables of regions need the columns of measure/dice; connect its port 'labels'"
      )
    }
    let arithmetics = table.text("arithmetic")
    let several = Set(arithmetics ?? []).count > 1
    var groups: [String: [Double]] = [:]
    for (row, minimum) in minima.enumerated() where minimum.isFinite {
      let name = names[row] + (several ? " · \(arithmetics?[row] ?? "")" : "")
      groups[name, default: []].append(minimum)
    }
    let rows = groups.compactMap { name, minima in
      Distribution(minima).map {
        BoxPlot.Row(label: name, box: .init($0), points: minima.sorted())
      }
    }.sorted { ($0.box.median, $0.label) < ($1.box.median, $1.label) }
    guard !rows.isEmpty else { return "<p>No region was in two samples.</p>\n" }
    let shown = Array(rows.prefix(Self.mostBoxes))
    let lowest = shown.map { min($0.box.p5, $0.points[0]) }.min() ?? 0
    let plot = BoxPlot(
      quantity: .dice, rows: shown,
      lower: min(0.9, max(0, PlotQuantity.dice.roundedDown(lowest))), upper: 1, rowHeight: 22)
    let rest = rows.count > shown.count ? " The \(shown.count) lowest of \(rows.count)." : ""
    return """
      <h2>Agreement of regions</h2>
      <figure>
      \(plot.svg)<figcaption><b>Least Dice coefficients by region.</b> A dot is the least coefficient \
      over all pairs of samples, one for each combination of the other axes; boxes hold the middle half \
      of the dots, whiskers the middle 90 %, the bar is the median; the circle and the number on the \
      right are the mean.\(rest)</figcaption>
      </figure>

      """
  }
}
