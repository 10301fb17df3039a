import Figures
import PipelineKit

/// The first section of a page that leaves the store, where results behind it are not as expected.
///
/// Bounds are no part of a key, and so this is no part of the stored page.
struct UnmetSection {
  private let unmet: [UnmetExpectation]

  /// Rows that are listed; the rest are counted.
  private static let mostRows = 200

  init(_ unmet: [UnmetExpectation]) { self.unmet = unmet }

  /// Empty where everything holds.
  func html() -> String {
    guard !unmet.isEmpty else { return "" }
    let rows = unmet.prefix(Self.mostRows).map { one in
      [
        one.stage, one.coordinates.entries.isEmpty ? "–" : one.coordinates.description,
        one.sentence,
        one.stops ? "stops" : "warns",
      ]
    }
    let rest =
      unmet.count > rows.count ? " The first \(rows.count) of \(unmet.count) are listed." : ""
    return "<section id=\"unmet\">\n<h2>Not as expected</h2>\n"
      + HTML.table(
        header: ["stage", "at", "value and bound", "then"], rows: rows,
        isNumber: [false, false, false, false],
        caption:
          "Results behind this page that break what the manifest, or a kind of stage, expects of them."
          + rest) + "</section>\n"
  }
}
