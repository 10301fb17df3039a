import PipelineKit

/// What a stage declares about itself, for people and for programs.
enum StageDocumentation {
  /// The declaration as a tree, for `--json`.
  static func value(_ stage: any Stage.Type) -> Value {
    [
      "kind": .string(stage.kind), "version": .integer(stage.version),
      "summary": .string(stage.summary), "source": .string(stage.source),
      "usesArithmetic": .boolean(stage.usesArithmetic),
      "streams": .list(
        stage.streams.map {
          [
            "name": .string($0.name), "followsRepeat": .boolean($0.followsRepeat),
            "doc": .string($0.doc),
          ]
        }),
      "layers": .list(stage.layers.map(Value.string)),
      "inputs": .list(stage.inputs.map(value)), "outputs": .list(stage.outputs.map(value)),
      "parameters": .list(stage.parameters.map(value)),
    ]
  }

  private static func value(_ port: Port) -> Value {
    [
      "name": .string(port.name), "types": .list(port.types.map { .string($0.rawValue) }),
      "optional": .boolean(port.isOptional), "many": .boolean(port.takesMany),
      "axis": port.axis.map { .string($0.name) } ?? .null, "doc": .string(port.doc),
    ]
  }

  private static func value(_ parameter: AnyParameter) -> Value {
    [
      "name": .string(parameter.name), "type": .string(parameter.type.described),
      "unit": .string(parameter.unit), "required": .boolean(parameter.defaultValue == nil),
      "default": parameter.defaultValue ?? .null, "doc": .string(parameter.doc),
    ]
  }

  /// The declaration as a page for the terminal.
  static func text(_ stage: any Stage.Type) -> String {
    var parts = ["\(stage.kind), version \(stage.version)\n" + Paragraph.wrapped(stage.summary)]
    parts.append(Paragraph.wrapped("Method: " + stage.source))
    parts.append(nature(of: stage))
    parts.append(section("Inputs", stage.inputs.map { ($0.name, types($0), $0.doc) }))
    parts.append(section("Outputs", stage.outputs.map { ($0.name, types($0), $0.doc + axis($0)) }))
    if stage.outputs.isEmpty { parts.append("Outputs\n  those that the manifest declares") }
    parts.append(
      section(
        ToolKeys.isTool(stage.kind)
          ? "Keys of the stage, beside in: and out:" : "Parameters (with:)",
        stage.parameters.map { ($0.name, ParameterText.full($0), $0.doc) }))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// What is said of an axis that an output adds.
  static func axis(_ port: Port) -> String {
    port.axis.map { " One item for each value along the axis `\($0.name)`, which it adds." } ?? ""
  }

  private static func section(_ title: String, _ entries: [(String, String, String)]) -> String {
    guard !entries.isEmpty else { return "" }
    let lines = entries.map { name, type, doc in
      "  \(name): \(type)\n" + Paragraph.wrapped(doc, indent: 6)
    }
    return title + "\n" + lines.joined(separator: "\n")
  }

  /// Which arithmetic and randomness the stage knows, and the layers that a scope can name.
  static func nature(of stage: any Stage.Type) -> String {
    let arithmetic =
      stage.usesArithmetic
      ? stage.usesKernels
        ? "Runs under any arithmetic" : "Runs under the arithmetics that its instrument has"
      : ToolKeys.isTool(stage.kind)
        ? "Computes as the tool was built; takes no arithmetic"
        : "Computes in binary64; takes no arithmetic"
    let layers = stage.layers.map { "`\($0)`" }.joined(separator: ", ")
    let ports = (stage as? any PortDerivingStage.Type)?.portParameters.map { "`\($0.name)`" }
    return arithmetic
      + (stage.streams.isEmpty
        ? "." : "; draws random numbers: \(stage.streams.map(\.name).joined(separator: ", ")).")
      + (layers.isEmpty ? "" : " Layers: \(layers).")
      + (ports.map {
        " Its ports follow from \(($0 + ["what is under `in`"]).joined(separator: ", "))."
      } ?? "")
  }

  /// A port's types and how it is connected.
  static func types(_ port: Port) -> String {
    var text = port.types.map(\.rawValue).joined(separator: " or ")
    if port.takesMany { text += ", all items along 'over'" }
    if port.minimumItems > 1 { text += ", at least \(port.minimumItems)" }
    if port.isOptional { text += ", optional" }
    return text
  }
}
