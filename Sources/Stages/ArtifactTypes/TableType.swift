import Arithmetic
import PipelineKit

/// Named columns of one length: one data set a column, in order of attribute `columns`.
enum TableType: ComparableType {
  static let type = ArtifactType.table

  /// Those of statistics of FreeSurfer and FastSurfer are read, and written as records.
  static let endings = writtenEndings + [StatisticsTable.ending]

  static let hasNoHeader = true

  static func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    try require(item.path, endsIn: endings)
    guard !item.path.hasSuffix(StatisticsTable.ending) else {
      return .table(
        try StatisticsTable.parse(try TextFile.read(item.path), file: item.path))
    }
    return .table(
      try DelimitedText.parse(
        TextFile.read(item.path), separator: separator(item.path), file: item.path))
  }

  static let writtenEndings = [".tsv", ".csv"]

  static func write(_ artifact: Artifact, to path: String, description: String) throws {
    let text = DelimitedText.write(try artifact.table(), separator: separator(path))
    try TextFile.write(text, to: path)
  }

  private static func separator(_ path: String) -> Unicode.Scalar {
    path.hasSuffix(".csv") ? "," : "\t"
  }

  static let isSmall = true
  private static let mostRows = 40

  static func form(_ artifact: Artifact) -> String {
    let rows = artifact.datasets.first?.elements.shape.first ?? 0
    return "table, \(Counted.text(artifact.datasets.count, "column")), \(Counted.text(rows, "row"))"
  }

  static func preview(_ artifact: Artifact) -> [PreviewPart] {
    let columns = artifact.datasets.map { $0.elements.texts }
    let count = columns.map(\.count).min() ?? 0
    let rows = (0..<min(count, mostRows)).map { row in columns.map { $0[row] } }
    let numbers = artifact.datasets.indices.filter { artifact.datasets[$0].elements.areNumbers }
    let table = PreviewPart.table(
      header: artifact.datasets.map(\.name), rows: rows, rightAligned: Set(numbers))
    return count > mostRows
      ? [table, .line("… \(count - mostRows) more; export the table to see all")] : [table]
  }

  /// A list of rows.
  static func content(_ artifact: Artifact) -> Value? {
    let names = names(artifact)
    let columns = artifact.datasets.map { $0.elements.values }
    return .list(
      (0..<(columns.map(\.count).min() ?? 0)).map { row in
        .map(zip(names, columns).map { .init($0, $1[row]) })
      })
  }

  /// The names of a table's columns; data sets spell some characters otherwise.
  private static func names(_ table: Artifact) -> [String] {
    if case .list(let names)? = table[attribute: "columns"], names.count == table.datasets.count {
      return names.map { $0.text ?? "" }
    }
    return table.datasets.map(\.name)
  }

  static let bitsType = ArtifactType.table

  /// Its columns of numbers, one after another.
  static func sample(_ artifact: Artifact, name: String, rowCount: Int?) throws -> SampleValues {
    let table = try artifact.table()
    let values = table.columns.flatMap { table.numbers($0.name) ?? [] }
    if values.isEmpty, table.rowCount > 0 {
      throw StageError(
        "\(name) has no column of numbers; a table from a file needs import/table first, "
          + "with `numbers:`")
    }
    return SampleValues(
      form: Form(table: table), elements: .float64(Tensor(shape: [values.count], values: values)))
  }

  private struct Form: SampleForm {
    let table: Table

    func requireSame(as other: any SampleForm, name: String, otherName: String) throws {
      guard let other = (other as? Form)?.table else { throw mismatch(name, otherName) }
      guard table.columns.map(\.name) == other.columns.map(\.name),
        table.rowCount == other.rowCount
      else {
        throw StageError("\(name) and \(otherName) differ in their columns or number of rows")
      }
      for (mine, theirs) in zip(table.columns, other.columns) {
        guard mine.cells.isText == theirs.cells.isText,
          !mine.cells.isText || mine.cells == theirs.cells
        else {
          throw StageError(
            "\(name) and \(otherName) differ in the text column '\(mine.name)'; rows are compared "
              + "in order, so they must name the same things")
        }
      }
    }

    /// The same table with bits for numbers.
    func artifact(ofBits bits: [Double], reference: [Double], precision: Int) -> Artifact {
      var start = 0
      return .table(
        Table(
          table.columns.map { column in
            if column.cells.isText { return column }
            defer { start += table.rowCount }
            return .init(column.name, .numbers(Array(bits[start..<(start + table.rowCount)])))
          }))
    }
  }
}

extension Artifact {
  /// A table: one data set a column, the columns' names in order under attribute `columns`.
  ///
  /// A data set has its column's name, with the characters that HDF5 keeps for paths written as
  /// `%` and two hexadecimal digits.
  static func table(_ table: Table) -> Artifact {
    Artifact(
      type: .table,
      datasets: table.columns.map { column in
        let name = column.name.asDatasetName
        return switch column.cells {
        case .text(let cells): Dataset(name, .string(Tensor(shape: [cells.count], values: cells)))
        case .integers(let cells):
          Dataset(name, .int64(Tensor(shape: [cells.count], values: cells.map(Int64.init))))
        case .numbers(let cells):
          Dataset(name, .float64(Tensor(shape: [cells.count], values: cells)))
        }
      },
      attributes: [.init("columns", .list(table.columns.map { .string($0.name) }))])
  }

  /// The table that this artifact holds.
  ///
  /// - Throws: `StageError` where it is not a table, or names columns that it does not have.
  func table() throws -> Table {
    guard type == .table, case .list(let names)? = self[attribute: "columns"] else {
      throw StageError("expected a table, found \(type.rawValue)")
    }
    var seen: Set<String> = []
    let columns = try names.map { entry -> Table.Column in
      guard case .string(let name) = entry, seen.insert(name).inserted,
        let elements = self[dataset: name.asDatasetName], elements.shape.count == 1
      else { throw StageError("the table is damaged: its column names do not match its data") }
      return Table.Column(name, elements.cells)
    }
    guard columns.allSatisfy({ $0.cells.count == columns[0].cells.count }) else {
      throw StageError("the table is damaged: its columns differ in length")
    }
    return Table(columns)
  }
}

extension DatasetElements {
  fileprivate var cells: Table.Cells {
    switch self {
    case .uint8(let tensor): .integers(tensor.values.map(Int.init))
    case .int16(let tensor): .integers(tensor.values.map(Int.init))
    case .int32(let tensor): .integers(tensor.values.map(Int.init))
    case .int64(let tensor): .integers(tensor.values.map(Int.init))
    case .float32(let tensor): .numbers(tensor.values.map { Double($0) })
    case .float64(let tensor): .numbers(tensor.values)
    case .string(let tensor): .text(tensor.values)
    }
  }
}

extension Table: ArtifactDecodable, ArtifactEncodable {
  static var artifactTypes: [ArtifactType] { [.table] }
  init(from artifact: Artifact, named name: String) throws { self = try artifact.table() }
  var artifact: Artifact { .table(self) }
}
