import ArgumentParser
import CBuild
import PipelineKit

/// `lastbit`: the subcommands, in the order in which help lists them.
struct Lastbit: AsyncParsableCommand {
  static let version = "0.1.0"
  /// What results and reports say made them.
  static let versions: [Value.Pair] = [.init("lastbit", .string(version))]

  /// The commit that was built; empty where the build does not say.
  static let commit = String(cString: lastbit_commit())

  static let _errorLabel = "error"

  static let configuration = CommandConfiguration(
    commandName: "lastbit",
    abstract: "Run neuroimaging experiments to the last bit.",
    discussion: """
      A manifest names stages; lastbit runs them with a chosen arithmetic and keeps every result in \
      a store.

      Examples:
        lastbit run pipelines/first-bits.yaml
        lastbit plan study.yaml --shape
        lastbit show bits --provenance
      """,
    version: version,
    subcommands: [
      RunCommand.self, CheckCommand.self, PlanCommand.self, WhyCommand.self, GraphCommand.self,
      ImportCommand.self, LocateCommand.self, ShowCommand.self, LogsCommand.self,
      ExportCommand.self, StagesCommand.self, ArithmeticsCommand.self, SchemaCommand.self,
      CacheCommand.self, DoctorCommand.self, JobCommand.self, CompletionsCommand.self,
      ManualCommand.self,
    ])
}
