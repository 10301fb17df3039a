import Figures
import PipelineKit
import Statistics

/// The part of a report about how well regions agree: least Dice coefficients of each, over subjects and
/// whatever other axes there are; tests between two families, and a map of regions by families.
///
/// Follows the figure of arXiv 2308.01939: a number for each subject is the least coefficient over
/// pairs of its repeats.
struct RegionsSection: ReportSection {
  static let regions = Input<Many<Table>?>(
    "regions",
    "Label tables of measure/dice, or `tables` of measure/compare-paired: plots of minima by region."
  )
  static let families = Parameter(
    "families", .list(of: .string), default: ["arithmetic", "family", "network", "model"],
    "Axes or columns that tell families apart, for the input `regions`: boxes and columns of their own."
  )
  static let plot = Parameter(
    "regions-as", .choice(Shape.self), default: .boxes,
    "How the numbers of regions are drawn: `boxes` or `violins`.")
  static let inputs = list(regions)
  static let parameters = list(families, plot)

  enum Shape: String, CaseIterable { case boxes, violins }

  /// Rows that get a box; the worst come first.
  private static let mostBoxes = 120
  private let families: [String]
  private let shape: Shape

  init(_ values: ParameterValues) {
    families = values[Self.families]
    shape = values[Self.plot]
  }

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.regions].map({ try JoinedTables($0) }) else { return nil }
    // What tells rows of one region apart: axes, and the columns of text that were axes before.
    let places =
      joined.axes
      + joined.table.columns.filter {
        $0.cells.isText && !["name", "label"].contains($0.name) && !joined.axes.contains($0.name)
      }.map(\.name)
    guard
      let minima = RegionMinima(
        joined.table, families: families.filter(places.contains), axes: places)
    else {
      throw StageError(
        "the report's tables of regions need the columns of measure/dice; connect its port 'labels'"
      )
    }
    guard !minima.groups.isEmpty else { return "<p>No region was in two samples.</p>\n" }
    let shown = Array(minima.groups.prefix(Self.mostBoxes))
    let rest =
      minima.groups.count > shown.count
      ? " The \(shown.count) lowest of \(minima.groups.count)." : ""
    return "<h2>Agreement of regions</h2>\n" + figure(shown, minima, rest) + heatMap(minima)
      + ReportTable(joined.table, textColumns: places).html(
        caption:
          "Dice coefficients of regions: the least and the mean over pairs, and the overlap of "
          + "all samples at once.")
  }

  private func figure(
    _ shown: [RegionMinima.Group], _ minima: RegionMinima, _ rest: String
  ) -> String {
    let lowest = shown.compactMap { $0.values.first }.min() ?? 0
    let lower = min(0.9, max(0, PlotQuantity.dice.roundedDown(lowest)))
    let tests = minima.testCaption
    let dots =
      shown.contains { $0.values.count > BoxPlot.mostDots }
      ? " Of more than \(BoxPlot.mostDots) dots a row, those beyond the whiskers are drawn." : ""
    switch shape {
    case .boxes:
      let plot = BoxPlot(
        quantity: .dice,
        rows: shown.compactMap { group in
          Distribution(group.values).map {
            .init(label: group.label, box: .init($0), points: group.values, mark: group.mark)
          }
        }, lower: lower, upper: 1, rowHeight: 22)
      return FigureHTML.html(
        plot, "Least Dice coefficients by region",
        "A dot is the least coefficient over all pairs of samples, one for each combination of the other "
          + "axes; boxes hold the middle half of the dots, whiskers the middle 90 %, the bar is the "
          + "median; the circle and the number on the right are the mean.\(dots)\(tests)\(rest)")
    case .violins:
      let plot = ViolinPlot(
        quantity: .dice,
        rows: shown.map { .init(label: $0.label, values: $0.values, mark: $0.mark) },
        lower: lower, upper: 1)
      return FigureHTML.html(
        plot, "Least Dice coefficients by region",
        "The density of the least coefficient over all pairs of samples, one for each combination of the "
          + "other axes; the bar is the middle half, the circle and the number on the right are the "
          + "median.\(tests)\(rest)")
    }
  }

  /// Medians by region and family, where there are several families.
  private func heatMap(_ minima: RegionMinima) -> String {
    guard minima.families.count > 1, minima.families.count <= 12 else { return "" }
    let regions = Array(minima.regions.prefix(Self.mostBoxes))
    let map = HeatMap(
      "median of least Dice coefficients", rows: regions, columns: minima.families,
      values: regions.map { region in
        minima.families.map { minima.median(region: region, family: $0) }
      })
    return FigureHTML.html(
      map, "Regions by families",
      "Medians of the least Dice coefficients, of the region that agrees least first.")
  }
}
