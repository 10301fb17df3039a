import ArgumentParser
import PipelineKit
import Stages

/// `lastbit stages`: what a manifest can say after `uses:`.
struct StagesCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages",
    abstract: "List the kinds of stages, or explain one: its ports, parameters and method.",
    discussion: """
      Examples:
        lastbit stages
        lastbit stages register/affine
      """)

  @Argument(help: "A kind, for example register/affine.")
  var kind: String?

  @Flag(help: "Print the reference of all kinds as Markdown.")
  var markdown = false

  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let kinds = try selected()
    if output.json {
      Terminal.printResult(json: .list(kinds.map(StageDocumentation.value)))
    } else if markdown {
      Terminal.printResult(StageDocumentation.markdown(kinds))
    } else if kind != nil {
      Terminal.printResult(kinds.map(StageDocumentation.text).joined(separator: "\n\n"))
    } else {
      Terminal.printResult(TextTable(rows: kinds.map { [$0.kind, $0.summary] }).text)
    }
    return .done
  }

  private func selected() throws -> [any Stage.Type] {
    let catalog = StageCatalog.standard
    guard let kind else { return catalog.kinds }
    guard let stage = catalog[kind] else {
      throw Diagnostics([
        Diagnostic(
          .error, "there is no stage kind '\(kind)'",
          hint: Suggestion.hint(for: kind, among: catalog.kinds.map { $0.kind })
            ?? "'lastbit stages' lists them")
      ])
    }
    return [stage]
  }
}
