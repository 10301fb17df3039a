import Figures

/// A table of a report, with numbers rounded for reading.
struct ReportTable {
  private let table: Table
  private let columns: [String]
  private let textColumns: Set<String>

  /// Rows shown; the rest are counted.
  private static let mostRows = 200

  /// - Parameters:
  ///   - columns: which columns to show; all by default.
  ///   - textColumns: columns that stay to the left even if they hold numbers.
  init(_ table: Table, columns: [String]? = nil, textColumns: [String] = []) {
    self.table = table
    self.columns = columns ?? table.columns.map(\.name)
    self.textColumns = Set(textColumns)
  }

  func html(caption: String) -> String {
    let cells = columns.map { name -> (text: [String], isNumber: Bool) in
      switch table[name] {
      case .numbers(let numbers)?: (ReportTable.written(numbers), true)
      case .integers(let integers)? where !textColumns.contains(name):
        (integers.map(NumberText.grouped), true)
      case .integers(let integers)?: (integers.map { "\($0)" }, false)
      case .text(let text)?: (text, false)
      case nil: ([], false)
      }
    }
    let shown = min(table.rowCount, Self.mostRows)
    let rows = (0..<shown).map { row in cells.map { $0.text[row] } }
    let rest =
      table.rowCount > shown ? " The first \(shown) of \(table.rowCount) rows are shown." : ""
    return HTML.table(
      header: columns, rows: rows, isNumber: cells.map(\.isNumber), caption: caption + rest)
  }

  /// Whole columns with as many decimals as their size asks for: 2 from 10 up, 3 from 1 up, else 4.
  private static func written(_ numbers: [Double]) -> [String] {
    let largest = numbers.filter(\.isFinite).map(abs).max() ?? 0
    if numbers.allSatisfy({ !$0.isFinite || $0 == $0.rounded() }), largest < 1e15 {
      return numbers.map { NumberText.fixed($0, 0) }
    }
    let decimals = largest >= 10 ? 2 : largest >= 1 ? 3 : 4
    return numbers.map { NumberText.fixed($0, decimals) }
  }
}
