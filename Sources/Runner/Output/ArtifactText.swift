import Arithmetic
import PipelineKit

/// The content of an artifact in a few lines for the terminal.
enum ArtifactText {
  private static let mostRows = 40

  static func lines(_ artifact: Artifact) -> [String] {
    switch artifact.type {
    case .table: tableLines(artifact)
    case .affine: artifact.datasets.flatMap { matrixLines($0.elements) }
    case .record: [shortened((artifact[attribute: "content"] ?? .null).indentedJSON())]
    case .model: ModelText.lines(artifact)
    case .volume, .labels, .field:
      artifact.datasets.map { "\($0.name): \(statistics($0.elements))" }
        + artifact.attributes.map { "\($0.key): \($0.value.json())" }
    }
  }

  private static func tableLines(_ artifact: Artifact) -> [String] {
    let columns = artifact.datasets.map { $0.elements.texts }
    let count = columns.map(\.count).min() ?? 0
    let rows = (0..<min(count, mostRows)).map { row in columns.map { $0[row] } }
    var table = TextTable(header: artifact.datasets.map(\.name), rows: rows)
    for (index, dataset) in artifact.datasets.enumerated() {
      if case .string = dataset.elements { continue }
      table.rightAligned.insert(index)
    }
    var lines = table.text.split(separator: "\n").map(String.init)
    if count > mostRows { lines.append("… \(count - mostRows) more; export the table to see all") }
    return lines
  }

  private static func matrixLines(_ elements: DatasetElements) -> [String] {
    let texts = elements.texts
    guard let columns = elements.shape.last, columns > 0, elements.shape.count == 2 else {
      return [texts.joined(separator: " ")]
    }
    let rows = stride(from: 0, to: texts.count, by: columns).map {
      Array(texts[$0..<min($0 + columns, texts.count)])
    }
    return TextTable(rows: rows, rightAligned: Set(0..<columns)).text.split(separator: "\n")
      .map(String.init)
  }

  private static func statistics(_ elements: DatasetElements) -> String {
    let facts = ArrayStatistics(elements)
    guard let least = facts.minimum, let most = facts.maximum, let mean = facts.mean else {
      return "\(Counted.text(facts.count, "element")), no finite number"
    }
    let others = facts.count - facts.finite
    return "from \(least) to \(most), mean \(mean)" + (others > 0 ? ", \(others) not finite" : "")
  }

  private static func shortened(_ text: String) -> String {
    text.count > 4000 ? text.prefix(4000) + "\n… export the record to see all" : text
  }
}

extension DatasetElements {
  /// Every element in its shortest exact form.
  var texts: [String] {
    switch self {
    case .uint8(let tensor): tensor.values.map(String.init)
    case .int16(let tensor): tensor.values.map(String.init)
    case .int32(let tensor): tensor.values.map(String.init)
    case .int64(let tensor): tensor.values.map(String.init)
    case .float32(let tensor): tensor.values.map(\.description)
    case .float64(let tensor): tensor.values.map(\.description)
    case .string(let tensor): tensor.values
    }
  }
}
