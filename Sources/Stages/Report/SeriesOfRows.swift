import Figures
import PipelineKit

/// Rows of a joined table by what tells series apart.
struct SeriesOfRows {
  /// Rows of one series.
  struct Series {
    let label: String
    let rows: [Int]
  }

  let all: [Series]

  /// - Parameters:
  ///   - columns: of the table, whose values name a series; those that do not vary are left out.
  init(_ table: Table, by columns: [String], rows: [Int]? = nil) {
    let rows = rows ?? Array(0..<table.rowCount)
    let cells = columns.compactMap { name in table.text(name).map { (name: name, cells: $0) } }
    let varying = cells.filter { own in Set(rows.map { own.cells[$0] }).count > 1 }
    var order: [String] = []
    var found: [String: [Int]] = [:]
    for row in rows {
      // A number alone says nothing.
      let parts = varying.map {
        Double($0.cells[row]) == nil ? $0.cells[row] : "\($0.name) \($0.cells[row])"
      }
      let label = parts.filter { !$0.isEmpty }.joined(separator: " · ")
      if found[label] == nil { order.append(label) }
      found[label, default: []].append(row)
    }
    all = order.map { Series(label: $0, rows: found[$0] ?? []) }
  }
}

extension JobFacts {
  /// The parameters of the first stage of a kind that led here.
  func parameters(of kind: String) -> [String: Value] {
    guard let stage = lineage.stages.first(where: { $0.kind == kind }) else { return [:] }
    return Dictionary(
      stage.parameters.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
