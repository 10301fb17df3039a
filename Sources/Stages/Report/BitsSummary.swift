import Figures
import PipelineKit
import Statistics

/// One measurement of significant bits in a report: plot and table.
struct BitsSummary {
  let title: String
  /// What was measured, for captions: `voxels of the resampled image`.
  let subject: String
  /// Summaries of measure/significant-bits, one row or more, with a column for each axis.
  let table: Table
  /// Names of the axes, the first columns of the table.
  let axes: [String]

  /// Rows that get a box of their own; more are summed up for each arithmetic.
  private static let mostBoxes = 16

  func html() throws -> String {
    guard table.numbers("mean") != nil, table.numbers("p5") != nil else {
      throw StageError(
        "the report's tables of significant bits need the columns of a summary of "
          + "measure/significant-bits; connect its port 'summary'")
    }
    return "<h2>\(HTML.escape(title))</h2>\n" + figure + tableHTML
  }

  private var figure: String {
    let rows = table.rowCount <= Self.mostBoxes ? ownBoxes : arithmeticBoxes
    guard !rows.isEmpty else { return "<p>No number had finite significant bits.</p>\n" }
    let highest = rows.map { max($0.box.p95, $0.points.max() ?? $0.box.p95) }.max() ?? 24
    let lowest = rows.map { min($0.box.p5, $0.points.min() ?? $0.box.p5) }.min() ?? 0
    let upper = highest <= 24 ? 24.0 : highest <= 53 ? 53 : highest.rounded(.up)
    let plot = BoxPlot(
      quantity: .bits, rows: rows, lower: min(0, lowest.rounded(.down)), upper: upper)
    let boxes =
      table.rowCount <= Self.mostBoxes
      ? "Boxes hold the middle half of the \(subject), whiskers the middle 90 %; the bar is the "
        + "median; the circle and the number on the right are the mean."
      : "Dots are means over the \(subject), one for each combination of the axes; boxes hold the "
        + "middle half of them, whiskers the middle 90 %; the number on the right is their mean."
    let format = upper == 24 ? "binary32 (24 bits)" : upper == 53 ? "binary64 (53 bits)" : ""
    return FigureHTML.html(
      plot, title,
      "\(method) \(boxes)"
        + (format.isEmpty ? "" : " The axis ends at all the bits of \(format)."))
  }

  /// What was computed, from the table's own columns.
  private var method: String {
    let samples = Set(table.text("samples") ?? []).sorted()
    let methods = Set(table.text("method") ?? []).sorted()
    let errors = Set(table.text("error") ?? []).subtracting(["n/a"]).sorted()
    var text = "Significant bits"
    if !methods.isEmpty { text += " by the method \(methods.joined(separator: ", "))" }
    if !errors.isEmpty { text += ", \(errors.joined(separator: " and ")) error" }
    if !samples.isEmpty { text += ", over \(samples.joined(separator: " or ")) samples" }
    return text + "."
  }

  private var ownBoxes: [BoxPlot.Row] {
    (0..<table.rowCount).compactMap { row in
      BoxPlot.Box(table, row: row).map { .init(label: label(row, axes), box: $0) }
    }
  }

  private var arithmeticBoxes: [BoxPlot.Row] {
    let kept = axes.filter { $0 == "arithmetic" }
    var groups: [(label: String, means: [Double])] = []
    for (row, mean) in (table.numbers("mean") ?? []).enumerated() where mean.isFinite {
      let label = label(row, kept)
      if let index = groups.firstIndex(where: { $0.label == label }) {
        groups[index].means.append(mean)
      } else {
        groups.append((label, [mean]))
      }
    }
    return groups.compactMap { group in
      Distribution(group.means).map {
        .init(label: group.label, box: .init($0), points: group.means)
      }
    }
  }

  private func label(_ row: Int, _ axes: [String]) -> String {
    let values = axes.compactMap { table.text($0)?[row] }.filter { !$0.isEmpty }
    return values.isEmpty ? "all" : values.joined(separator: " · ")
  }

  private var tableHTML: String {
    let shown =
      axes + [
        "samples", "values", "mean", "deviation", "p5", "median", "p95", "minimum", "maximum",
      ]
    return ReportTable(table, columns: shown.filter { table[$0] != nil }, textColumns: axes)
      .html(caption: "Significant bits over the \(subject).")
  }
}

extension BoxPlot.Box {
  /// The numbers of one row of a summary table.
  init?(_ table: Table, row: Int) {
    func number(_ name: String) -> Double? {
      guard let value = table.numbers(name)?[row], value.isFinite else { return nil }
      return value
    }
    guard let p5 = number("p5"), let p25 = number("p25"), let median = number("median"),
      let p75 = number("p75"), let p95 = number("p95"), let mean = number("mean")
    else { return nil }
    self.init(p5: p5, p25: p25, median: median, p75: p75, p95: p95, mean: mean)
  }
}
