import Figures
import PipelineKit

/// Where a network loses bits: a box for each of its layers.
struct LayersSection: ReportSection {
  static let layers = Input<Many<Table>?>(
    "layers", "Tables `layers` of measure/layer-bits: a box plot by layer.")
  static let inputs = list(layers)

  /// Layers that get a box; networks have more, and the rest is in the table.
  private static let mostBoxes = 80

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) throws -> String? {
    guard let joined = try inputs[Self.layers].map({ try JoinedTables($0) }) else { return nil }
    let table = joined.table
    guard let names = table.text("layer"), table.numbers("median") != nil,
      table.numbers("lost") != nil
    else {
      throw StageError(
        "the report's tables of layers need the columns of measure/layer-bits; connect its port 'layers'"
      )
    }
    let varying = joined.axes.filter { Set(table.text($0) ?? []).count > 1 }
    let rows = names.indices.compactMap { row -> BoxPlot.Row? in
      let place = varying.compactMap { table.text($0)?[row] }
      return BoxPlot.Box(table, row: row).map {
        .init(label: ([names[row]] + place).joined(separator: " · "), box: $0)
      }
    }
    guard !rows.isEmpty else { return "<p>No layer had finite significant bits.</p>\n" }
    let shown = Array(rows.prefix(Self.mostBoxes))
    let highest = shown.map(\.box.p95).max() ?? 24
    let plot = BoxPlot(
      quantity: .bits, rows: shown, lower: min(0, (shown.map(\.box.p5).min() ?? 0).rounded(.down)),
      upper: highest <= 24 ? 24 : 53, rowHeight: 18)
    let rest = rows.count > shown.count ? " The first \(shown.count) of \(rows.count)." : ""
    return "<h2>Significant bits by layer</h2>\n"
      + FigureHTML.html(
        plot, "Where bits are lost",
        "The layers of the network from the first to the last, each by values at the same places in all "
          + "repeats. Boxes hold the middle half of them, whiskers the middle 90 %; the bar is the "
          + "median; the circle and the number on the right are the mean.\(rest)")
      + ReportTable(
        table,
        columns: joined.axes + ["layer", "operation", "values", "median", "minimum", "lost"],
        textColumns: joined.axes
      ).html(
        caption:
          "Medians of significant bits by layer; `lost` is how far a median lies below that of "
          + "the layer before.")
  }
}
