import Arithmetic
import PipelineKit

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
