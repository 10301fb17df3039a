import ArgumentParser
import PipelineKit

/// `lastbit plan`: what a run would do, job by job, and why.
struct PlanCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Say for each job whether it is cached, will run or waits.",
    discussion: """
      Examples:
        lastbit plan study.yaml --shape
        lastbit plan study.yaml --json | jq '.jobs[].resources.memory'
      """)

  @Flag(help: "Only print the axes and the number of jobs of each stage.")
  var shape = false

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var targets: TargetOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let graph = try targets.restrict(try manifest.graph())
    if shape {
      Terminal.printResult(
        output.json
          ? Value.list(graph.shape.map(Value.string)).indentedJSON()
          : graph.shape.joined(separator: "\n"))
      return .done
    }
    let experiment = Experiment(
      graph: graph, catalog: .standard, store: try store.open(), versions: Lastbit.versions,
      commit: Lastbit.commit)
    return PlanReport.print(experiment, asJSON: output.json)
  }
}
