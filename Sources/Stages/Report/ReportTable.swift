import Figures

/// A table of a report, with numbers rounded for reading; the file behind it has all rows, columns and
/// digits. A script lets it be sorted and filtered (`ReportScript`), and the page is whole without.
struct ReportTable {
  private let table: Table
  private let columns: [String]
  private let textColumns: Set<String>
  private let linked: Link?

  /// A column whose cells lead somewhere.
  struct Link {
    let column: String
    /// `{}` stands for the cell.
    let address: String
  }

  /// Rows shown at once; a script turns over the rest.
  private static let mostRows = 200

  /// - Parameters:
  ///   - columns: which columns to show; all by default.
  ///   - textColumns: columns that stay to the left even if they hold numbers.
  ///   - link: a column whose cells lead somewhere.
  init(
    _ table: Table, columns: [String]? = nil, textColumns: [String] = [], link: Link? = nil
  ) {
    self.table = table
    linked = link
    self.columns = columns ?? table.columns.map(\.name)
    self.textColumns = Set(textColumns)
  }

  /// - Parameters:
  ///   - caption: plain text over the table.
  ///   - name: of the file behind it, without ending.
  func html(caption: String, name: String = "table") -> String {
    let shown = min(table.rowCount, Self.mostRows)
    let cells = columns.map { name -> (text: [String], isNumber: Bool, decimals: Int) in
      switch table[name] {
      case .numbers(let numbers)?:
        let decimals = ReportTable.decimals(numbers)
        return (numbers.prefix(shown).map { NumberText.cell($0, decimals) }, true, decimals)
      case .integers(let integers)? where !textColumns.contains(name):
        return (integers.prefix(shown).map(NumberText.grouped), true, 0)
      case .integers(let integers)?: return (integers.prefix(shown).map { "\($0)" }, false, -1)
      case .text(let text)?: return (Array(text.prefix(shown)), false, -1)
      case nil: return ([], false, -1)
      }
    }
    let rows = (0..<shown).map { row in cells.map { $0.text[row] } }
    let rest =
      table.rowCount > shown ? " The first \(shown) of \(table.rowCount) rows are shown." : ""
    let place = linked.flatMap { link in columns.firstIndex(of: link.column) }
    let own = HTML.table(
      header: columns, rows: rows, isNumber: cells.map(\.isNumber), caption: caption + rest
    ) { column, cell in
      guard let linked, column == place else { return nil }
      return linked.address.split(separator: "{}", omittingEmptySubsequences: false).joined(
        separator: TableFile.encoded(cell))
    }
    let link =
      linked.map {
        " data-link=\"\(HTML.escape($0.column))\" data-address=\"\(HTML.escape($0.address))\""
      } ?? ""
    let decimals = cells.map { "\($0.decimals)" }.joined(separator: " ")
    return
      "<div class=\"data\" data-decimals=\"\(decimals)\" data-rows=\"\(Self.mostRows)\"\(link)>\n\(file(name))"
      + own + "</div>\n"
  }

  private func file(_ name: String) -> String {
    let rows = "\(NumberText.grouped(table.rowCount)) \(table.rowCount == 1 ? "row" : "rows")"
    guard let address = TableFile.address(table) else {
      return "<div class=\"tools\"><span>All \(rows) are too many for a page; "
        + "<code>lastbit export</code> writes them.</span></div>\n"
    }
    return "<div class=\"tools\"><a download=\"\(HTML.escape(name)).tsv\" \(address)>"
      + "Download as TSV, \(rows)</a></div>\n"
  }

  /// Whole columns with as many decimals as their size asks for: 2 from 10 up, 3 from 1 up, else 4.
  private static func decimals(_ numbers: [Double]) -> Int {
    let largest = numbers.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    if numbers.allSatisfy({ !$0.isFinite || $0 == $0.rounded() }), largest < 1e15 { return 0 }
    return largest >= 10 ? 2 : largest >= 1 ? 3 : 4
  }
}
