import Arithmetic
import PipelineKit

/// The content of an artifact for `--json`.
///
/// A missing number of a table is `null`; infinities are the texts `"Infinity"` and `"-Infinity"`,
/// as everywhere in `--json`.
enum ArtifactValue {
  /// A table as a list of rows, an affine as four rows, a record as it is; extremes and mean of the
  /// arrays of volumes, labels and fields. `nil` for models, whose tensors are listed beside it.
  static func content(_ artifact: Artifact) -> Value? {
    switch artifact.type {
    case .table: .list(rows(artifact))
    case .affine: artifact.datasets.first.map { matrix($0.elements) }
    case .record: artifact[attribute: "content"] ?? .null
    case .volume, .labels, .field:
      .map(artifact.datasets.map { .init($0.name, statistics($0.elements)) })
    case .model: nil
    }
  }

  private static func rows(_ table: Artifact) -> [Value] {
    let names = names(table)
    let columns = table.datasets.map { values($0.elements) }
    return (0..<(columns.map(\.count).min() ?? 0)).map { row in
      .map(zip(names, columns).map { .init($0, $1[row]) })
    }
  }

  /// The names of a table's columns; data sets spell some characters otherwise.
  private static func names(_ table: Artifact) -> [String] {
    if case .list(let names)? = table[attribute: "columns"], names.count == table.datasets.count {
      return names.map { if case .string(let name) = $0 { name } else { "" } }
    }
    return table.datasets.map(\.name)
  }

  private static func matrix(_ elements: DatasetElements) -> Value {
    let values = values(elements)
    guard elements.shape.count == 2, let columns = elements.shape.last, columns > 0 else {
      return .list(values)
    }
    return .list(
      stride(from: 0, to: values.count, by: columns).map {
        .list(Array(values[$0..<min($0 + columns, values.count)]))
      })
  }

  private static func values(_ elements: DatasetElements) -> [Value] {
    func number(_ value: Double) -> Value { value.isNaN ? .null : .number(value) }
    return switch elements {
    case .uint8(let tensor): tensor.values.map { .integer(Int($0)) }
    case .int16(let tensor): tensor.values.map { .integer(Int($0)) }
    case .int32(let tensor): tensor.values.map { .integer(Int($0)) }
    case .int64(let tensor): tensor.values.map { .integer(Int($0)) }
    case .float32(let tensor): tensor.values.map { number(Double($0)) }
    case .float64(let tensor): tensor.values.map(number)
    case .string(let tensor): tensor.values.map(Value.string)
    }
  }

  private static func statistics(_ elements: DatasetElements) -> Value {
    let facts = ArrayStatistics(elements)
    func number(_ value: Double?) -> Value { value.map(Value.number) ?? .null }
    return [
      "count": .integer(facts.count), "finite": .integer(facts.finite),
      "nan": .integer(facts.nan), "minimum": number(facts.minimum),
      "maximum": number(facts.maximum), "mean": number(facts.mean),
    ]
  }
}
