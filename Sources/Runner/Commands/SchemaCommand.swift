import ArgumentParser
import PipelineKit

/// `lastbit schema`: the manifest language for editors.
struct SchemaCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of manifests, for completion in editors.",
    discussion: """
      Examples:
        lastbit schema > manifest.schema.json
      """)

  @OptionGroup var output: OutputOptions

  func perform() -> ExitStatus {
    Terminal.printResult(json: ManifestSchema(.standard).value)
    return .done
  }
}
