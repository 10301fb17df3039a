import PipelineKit

/// Rows of features while they are put together: names of people and repeats, then numbers by name.
struct FeatureRows {
  /// Names of the columns that tell rows apart, `subject` first.
  private(set) var keys: [String]
  private(set) var rows: [(keys: [String], values: [String: Double])] = []
  /// Names of features in the order in which they first appear.
  private(set) var features: [String] = []
  private var known: Set<String> = []

  init(keys: [String]) { self.keys = keys }

  mutating func add(_ keys: [String], _ values: [(name: String, value: Double)]) {
    for (name, _) in values where known.insert(name).inserted { features.append(name) }
    rows.append((keys, Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first }))
  }

  /// From one table with a row for each region, for each person and repeat.
  ///
  /// - Parameters:
  ///   - subject: the axis of the people.
  ///   - columns: columns whose numbers become features, where a table has them.
  /// - Throws: `StageError` where tables have no regions or no such columns, or name a region twice.
  init(regions items: Many<Table>, subject: String, columns: [String]) throws {
    let axes = items.first?.coordinates.entries.map(\.axis) ?? []
    guard axes.contains(subject) else {
      throw StageError(
        "the tables of regions have no axis \(quoted(subject)) under `over`; name it there, or say "
          + "which axis is that of the people under `subject`")
    }
    self.init(keys: ["subject"] + axes.filter { $0 != subject })
    for item in items {
      let table = try item.load()
      let own =
        [item.coordinates[subject] ?? ""]
        + axes.filter { $0 != subject }.map { item.coordinates[$0] ?? "" }
      add([PersonName.plain(own[0])] + own.dropFirst(), try Self.values(table, columns, item.name))
    }
  }

  private static func values(
    _ table: Table, _ columns: [String], _ name: String
  ) throws -> [(name: String, value: Double)] {
    let named = ["name", "measure", "StructName", "region", "label"]
    guard let regions = named.compactMap({ table.text($0) }).first else {
      throw StageError(
        "\(name) has no column that names regions (\(named.joined(separator: ", "))); a table with a "
          + "row a person goes to the port `table`")
    }
    if let twice = Dictionary(grouping: regions, by: { $0 }).first(where: { $0.value.count > 1 }) {
      throw StageError("\(name) has two rows called \(quoted(twice.key))")
    }
    let found = try columns.filter { table[$0] != nil }.map { column in
      (column, try ColumnText.numbers(table, column, of: name))
    }
    guard !found.isEmpty else {
      throw StageError(
        "\(name) has none of the columns \(Listing.text(columns.map(quoted))); say which hold the "
          + "numbers under `values`")
    }
    return regions.enumerated().flatMap { row, region -> [(name: String, value: Double)] in
      // A table of several kinds of rows has empty cells: a measure has no thickness.
      let own = found.filter { found.count == 1 || !$0.1[row].isNaN }
      return own.map { column, numbers in
        (own.count == 1 ? region : "\(region)_\(column)", numbers[row])
      }
    }
  }
}

/// Names of people as data sets spell them.
enum PersonName {
  /// Without the `sub-` of BIDS.
  static func plain(_ name: String) -> String {
    name.hasPrefix("sub-") ? String(name.dropFirst(4)) : name
  }

  /// Names of the columns in which tables keep them.
  static let columns = ["subject", "participant_id", "subject_id", "Subject", "ID", "id"]
}

/// Columns of text that hold numbers.
enum ColumnText {
  /// Words for a missing number.
  static let missing: Set<String> = ["n/a", "NA", "N/A", "NaN", "nan", ""]

  /// What a cell says: a number, NaN where it is missing, or `nil` for text.
  static func number(_ cell: String) -> Double? {
    let cell = cell.utf8.first == UInt8(ascii: " ") ? String(cell.drop { $0 == " " }) : cell
    if cell.isEmpty { return .nan }
    for byte in cell.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        continue
      default: return missing.contains(cell) ? .nan : nil
      }
    }
    guard let value = Double(cell), value.isFinite else { return nil }
    return value
  }

  /// The numbers of a column, whatever it was stored as.
  ///
  /// - Throws: `StageError` with the first cell that is none.
  static func numbers(_ table: Table, _ column: String, of name: String) throws -> [Double] {
    if let numbers = table.numbers(column) { return numbers }
    return try (table.text(column) ?? []).enumerated().map { row, cell in
      guard let value = number(cell) else {
        throw StageError(
          "\(name), column \(quoted(column)), row \(row + 1) under the header: \(quoted(cell)) is not a "
            + "number")
      }
      return value
    }
  }
}
