import Arithmetic
import Networks
import PipelineKit

/// What a person sees of a network: its inputs and operations, what each makes and costs, and which round.
enum NetworkPreview {
  /// What extents are taken to be where the network leaves them open.
  private static let extent = 64

  static func parts(_ network: Network) -> [PreviewPart] {
    var lines = [
      "network of \(Counted.text(network.nodes.count, "operation")), version \(network.version) of"
        + " ONNX's operators"
    ]
    for input in network.inputs {
      lines.append(
        "input \(printable(input.name)): \(input.type.rawValue) \(printable(input.shapeText))")
    }
    let shapes = network.inputs.map { shape($0) }
    do {
      let plan = try NetworkPlan(network, shapes: shapes, format: .binary32, limit: .max)
      for (name, fact) in zip(network.outputs, plan.outputs) {
        lines.append("output \(printable(name)): \(fact.text)")
      }
      let rounding = plan.rows.count { !$0.rounding.isEmpty }
      lines.append(
        "for inputs of \(shapes.map(text).joined(separator: " and ")): "
          + "\(plan.multiplyAdds) multiply-adds, \(plan.peak >> 20) MiB of values at once; "
          + "\(rounding) of \(plan.rows.count) operations round")
      return lines.map(PreviewPart.line) + [table(plan, network)]
    } catch {
      lines.append(
        "its shapes are not known for inputs of \(shapes.map(text).joined(separator: " and ")): "
          + printable(error.message))
      let rows = network.nodes.map { [layer($0), $0.operation] }
      return lines.map(PreviewPart.line)
        + [.table(header: ["layer", "operation"], rows: rows, rightAligned: [])]
    }
  }

  private static func table(_ plan: NetworkPlan, _ network: Network) -> PreviewPart {
    let sizes = Dictionary(
      network.parameters.map { ($0.name, $0.tensor.count) }, uniquingKeysWith: { first, _ in first }
    )
    let rows = plan.rows.map { row in
      let parameters = row.node.inputs.compactMap { sizes[$0] }.reduce(0, +)
      return [
        layer(row.node), row.node.operation, row.outputs.first.map { text($0.shape) } ?? "",
        parameters == 0 ? "" : "\(parameters)", row.multiplyAdds == 0 ? "" : "\(row.multiplyAdds)",
        row.rounding.map(\.rawValue).joined(separator: ", "),
      ]
    }
    return .table(
      header: ["layer", "operation", "output", "parameters", "multiply-adds", "rounds in"],
      rows: rows, rightAligned: [3, 4])
  }

  private static func layer(_ node: NetworkNode) -> String {
    printable(node.layer.joined(separator: "."))
  }

  private static func shape(_ input: NetworkInput) -> [Int] {
    input.shape.enumerated().map { axis, extent in
      if case .fixed(let size) = extent { size } else { axis == 0 ? 1 : Self.extent }
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "one number" : shape.map(String.init).joined(separator: " × ")
  }
}
