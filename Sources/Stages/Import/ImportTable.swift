import PipelineKit

/// A table from a file with its columns chosen, renamed and typed.
struct ImportTable: Stage {
  static let kind = "import/table"
  static let version = 1
  static let summary = "A TSV or CSV file as a table with chosen, renamed and typed columns."
  static let source = "CSV as RFC 4180, TSV and `n/a` as the Brain Imaging Data Structure (BIDS)."
  static let usesArithmetic = false

  static let file = Input<Table>("table", "A `.tsv` or `.csv` file; all its cells come as text.")
  static let table = Output<Table>(
    "table", "The chosen columns in the order asked for, text where nothing else is said.")
  static let columns = Parameter(
    "columns", .list(of: .string), default: [],
    "Columns to keep, in this order; `new=old` renames. All where the list is empty.")
  static let numbers = Parameter(
    "numbers", .list(of: .string), default: [],
    "Columns of numbers, by their new names; `*` stands for any characters.")
  static let integers = Parameter(
    "integers", .list(of: .string), default: [],
    "Columns of whole numbers, by their new names; `*` as above.")
  static let text = Parameter(
    "text", .list(of: .string), default: [],
    "Columns that stay text even if a pattern above matches them: identifiers such as `0051`.")
  static let missing = Parameter(
    "missing", .list(of: .string), default: ["n/a", "NA", "NaN", "nan", ""],
    "Cells that stand for a missing number.")

  static let inputs = list(file)
  static let outputs = list(table)
  static let parameters = list(columns, numbers, integers, text, missing)

  private let typing: ColumnTyping
  private let columns: [String]

  init(_ values: ParameterValues) {
    columns = values[Self.columns]
    typing = ColumnTyping(
      numbers: values[Self.numbers], integers: values[Self.integers], text: values[Self.text],
      missing: Set(values[Self.missing]))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    [Self.table(try typing.apply(to: selected(inputs[Self.file])))]
  }

  private func selected(_ table: Table) throws -> Table {
    guard !columns.isEmpty else { return table }
    var chosen: [Table.Column] = []
    for entry in columns {
      let (name, source) = ImportTable.names(entry, in: table)
      guard let cells = table[source] else {
        throw StageError(
          "the table has no column '\(source)'; it has \(ImportTable.listing(table.columns.map(\.name)))"
        )
      }
      guard !chosen.contains(where: { $0.name == name }) else {
        throw StageError("`columns` asks for two columns called '\(name)'; rename one with new=old")
      }
      chosen.append(Table.Column(name, cells))
    }
    return Table(chosen)
  }

  /// New and old name; a header that itself holds `=` is taken as it stands.
  private static func names(_ entry: String, in table: Table) -> (new: String, old: String) {
    guard table[entry] == nil, let sign = entry.firstIndex(of: "="), sign != entry.startIndex else {
      return (entry, entry)
    }
    return (String(entry[..<sign]), String(entry[entry.index(after: sign)...]))
  }

  private static func listing(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }
}
