import Arithmetic
import Glibc
import PipelineKit

/// One table out of the tables of several jobs: a column for each axis, then theirs.
struct TidyTable {
  private var header: [String] = []
  private var rows: [[String]] = []
  private var numberColumns: Set<Int> = []

  /// - Parameter parts: coordinates and table of each job.
  /// - Returns: `nil` where the jobs have no table, or tables with different columns.
  init?(_ parts: [(coordinates: Coordinates, table: Artifact)]) {
    guard let first = parts.first else { return nil }
    let axes = first.coordinates.entries.map(\.axis)
    let columns = first.table.datasets.map(\.name)
    header = axes + columns
    for part in parts {
      guard part.table.type == .table, part.table.datasets.map(\.name) == columns,
        part.coordinates.entries.map(\.axis) == axes
      else { return nil }
      let cells = part.table.datasets.map { Self.cells($0.elements) }
      for row in 0..<(cells.map(\.count).min() ?? 0) {
        rows.append(part.coordinates.entries.map(\.value) + cells.map { $0[row] })
      }
    }
    for (index, dataset) in first.table.datasets.enumerated() {
      if case .string = dataset.elements { continue }
      numberColumns.insert(axes.count + index)
    }
  }

  var text: String { TextTable(header: header, rows: rows, rightAligned: numberColumns).text }

  private static func cells(_ elements: DatasetElements) -> [String] {
    switch elements {
    case .float32(let tensor): tensor.values.map { short(Double($0)) }
    case .float64(let tensor): tensor.values.map(short)
    default: elements.texts
    }
  }

  /// Five significant digits; `show` of one job prints all of them.
  static func short(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return "\(number)" }
    let digits = 4 - Int(floor(log10(abs(number))))
    guard (-10...10).contains(digits) else { return "\(number)" }
    let scale = pow(10, Double(digits))
    return "\((number * scale).rounded() / scale)"
  }
}
