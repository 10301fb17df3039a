import PipelineKit

/// A table from a file with its columns chosen, renamed and typed.
struct ImportTable: Stage {
  static let kind = "import/table"
  static let version = 1
  static let summary = "A TSV or CSV file as a table with chosen, renamed and typed columns."
  static let source = "CSV as RFC 4180, TSV and `n/a` as the Brain Imaging Data Structure (BIDS)."
  static let usesArithmetic = false

  static let inputs = [
    Port("table", .table, "A `.tsv` or `.csv` file; all its cells come as text.")
  ]
  static let outputs = [
    Port(
      "table", .table, "The chosen columns in the order asked for, text where nothing else is said."
    )
  ]
  static let parameters = [
    Parameter(
      "columns", .list(of: .string), default: .list([]),
      "Columns to keep, in this order; `new=old` renames. All where the list is empty."),
    Parameter(
      "numbers", .list(of: .string), default: .list([]),
      "Columns of numbers, by their new names; `*` stands for any characters."),
    Parameter(
      "integers", .list(of: .string), default: .list([]),
      "Columns of whole numbers, by their new names; `*` as above."),
    Parameter(
      "text", .list(of: .string), default: .list([]),
      "Columns that stay text even if a pattern above matches them: identifiers such as `0051`."),
    Parameter(
      "missing", .list(of: .string), default: ["n/a", "NA", "NaN", "nan", ""],
      "Cells that stand for a missing number."),
  ]

  private let typing: ColumnTyping
  private let columns: [String]

  init(_ values: ParameterValues) {
    columns = values.strings("columns")
    typing = ColumnTyping(
      numbers: values.strings("numbers"), integers: values.strings("integers"),
      text: values.strings("text"), missing: Set(values.strings("missing")))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let table = try selected(inputs.one("table").table())
    return ["table": .table(try typing.apply(to: table))]
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

extension ParameterValues {
  /// The strings of a list of strings.
  fileprivate func strings(_ name: String) -> [String] {
    list(name).compactMap { if case .string(let text) = $0 { text } else { nil } }
  }
}
