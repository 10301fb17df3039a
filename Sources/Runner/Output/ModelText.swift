import Networks
import PipelineKit
import Stages

/// The weights of a model for the terminal: every tensor, how many parameters, what the file said.
enum ModelText {
  static func lines(_ artifact: Artifact) -> [String] {
    guard let weights = try? artifact.weights() else {
      return artifact.datasets.map { "\($0.name): \($0.elements.elementName) \($0.elements.shape)" }
    }
    let count = weights.parameterCount
    let source = artifact[attribute: "source"].map { ", source \(plain($0))" } ?? ""
    var lines = [
      "\(Counted.text(weights.entries.count, "tensor")), "
        + "\(Counted.text(count.elements, "parameter")) in \(count.tensors) of them",
      "format \(weights.format.rawValue)\(source)",
    ]
    for pair in weights.metadata { lines.append("\(printable(pair.key)): \(plain(pair.value))") }
    if !weights.notImported.isEmpty {
      lines.append("not imported: \(printable(weights.notImported.joined(separator: ", ")))")
    }
    let rows = weights.entries.map { entry in
      let shape = entry.tensor.shape.map(String.init).joined(separator: " × ")
      return [printable(entry.name), entry.type.rawValue, shape.isEmpty ? "scalar" : shape]
    }
    return lines
      + TextTable(header: ["tensor", "type", "shape"], rows: rows).text
      .split(separator: "\n").map(String.init)
  }

  /// A value on one line, cut where it is long.
  private static func plain(_ value: Value) -> String {
    let text: String
    if case .string(let own) = value { text = own } else { text = value.json() }
    let line = printable(text.split(separator: "\n").joined(separator: "; "))
    return line.count > 160 ? line.prefix(160) + "…" : line
  }
}
