import ArgumentParser
import PipelineKit

/// `lastbit`: the subcommands, in the order in which help lists them.
struct Lastbit: AsyncParsableCommand {
  static let version = "0.1.0"
  /// What results and reports say made them.
  static let versions: [Value.Pair] = [.init("lastbit", .string(version))]

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
      RunCommand.self, CheckCommand.self, PlanCommand.self, WhyCommand.self, GraphCommand.self,
      ImportCommand.self, LocateCommand.self, ShowCommand.self, ExportCommand.self,
      StagesCommand.self,
      ArithmeticsCommand.self,
      SchemaCommand.self, CacheCommand.self, DoctorCommand.self, JobCommand.self,
    ])
}
