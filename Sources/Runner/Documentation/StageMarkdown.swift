import PipelineKit

extension StageDocumentation {
  /// The reference of `kinds` as a Markdown page: docs/stages.md.
  static func markdown(_ kinds: [any Stage.Type]) -> String {
    var lines = [
      "# Stages", "",
      "*Written by `lastbit stages --markdown`; do not edit.*", "",
      "| kind | what it does |", "|---|---|",
    ]
    lines += kinds.map { "| [`\($0.kind)`](#\(anchor($0.kind))) | \(escaped($0.summary)) |" }
    for kind in kinds { lines += [""] + section(kind) }
    return lines.joined(separator: "\n")
  }

  private static func section(_ stage: any Stage.Type) -> [String] {
    var lines = ["## \(stage.kind)", "", stage.summary, ""]
    lines.append("Version \(stage.version). \(nature(of: stage)) Method: \(stage.source)")
    lines += table(
      ["input", "type", "what it is"],
      stage.inputs.map { ["`\($0.name)`", types($0), $0.doc] })
    lines += table(
      ["output", "type", "what it is"],
      stage.outputs.map { ["`\($0.name)`", types($0), $0.doc + axis($0)] })
    lines += table(
      ["parameter", "value", "what it does"],
      stage.parameters.map { ["`\($0.name)`", ParameterText.full($0), $0.doc] })
    return lines
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    func line(_ cells: [String]) -> String {
      "| " + cells.map(escaped).joined(separator: " | ") + " |"
    }
    return ["", line(header), "|" + String(repeating: "---|", count: header.count)]
      + rows.map(line)
  }

  /// A heading's anchor as GitHub makes it: lower case, punctuation left out.
  private static func anchor(_ heading: String) -> String {
    heading.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "-" }
  }

  private static func escaped(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
