import Arithmetic
import Glibc
import PipelineKit
import Stages

/// A table for the terminal: numbers in five significant digits, to the right.
struct TidyTable {
  private let header: [String]
  private let rows: [[String]]
  private var numberColumns: Set<Int> = []

  init(_ table: Artifact) {
    header = table.datasets.map(\.name)
    let cells = table.datasets.map { Self.cells($0.elements) }
    rows = (0..<(cells.map(\.count).min() ?? 0)).map { row in cells.map { $0[row] } }
    for (index, dataset) in table.datasets.enumerated() {
      if case .string = dataset.elements { continue }
      numberColumns.insert(index)
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

  /// Five significant digits; `show` of one job prints all of them. A missing number is `n/a`, as in
  /// files.
  static func short(_ number: Double) -> String {
    if number.isNaN { return "n/a" }
    guard number.isFinite, number != 0 else { return "\(number)" }
    let digits = 4 - Int(floor(log10(abs(number))))
    guard (-10...10).contains(digits) else { return "\(number)" }
    let scale = pow(10, Double(digits))
    return "\((number * scale).rounded() / scale)"
  }
}
