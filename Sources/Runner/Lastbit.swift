import ArgumentParser

/// `lastbit`: the subcommands, in the order in which help lists them.
struct Lastbit: AsyncParsableCommand {
  static let version = "0.1.0"
  static let _errorLabel = "error"

  static let configuration = CommandConfiguration(
    commandName: "lastbit",
    abstract: "Run neuroimaging experiments to the last bit.",
    discussion: """
      A manifest names stages; lastbit runs them with a chosen arithmetic and keeps every result in \
      a store. Start with 'lastbit run pipelines/first-bits.yaml'.
      """,
    version: version,
    subcommands: [
      CheckCommand.self, GraphCommand.self, StagesCommand.self, ArithmeticsCommand.self,
      ShowCommand.self, ExportCommand.self, SchemaCommand.self,
    ])
}
