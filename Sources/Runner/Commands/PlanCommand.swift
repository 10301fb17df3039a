import ArgumentParser
import PipelineKit

/// `lastbit plan`: what a run would do, job by job, and why.
struct PlanCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Say for each job whether it is cached, will run or waits.",
    discussion: """
      Examples:
        lastbit plan study.yaml --shape
        lastbit plan study.yaml --resources
        lastbit plan study.yaml --json | jq '.jobs[].resources.memory'
      """)

  @Flag(help: "Only print the axes and the number of jobs of each stage.")
  var shape = false

  @Flag(help: "Print what each stage will need, by what its jobs have needed in runs so far.")
  var resources = false

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
    if resources {
      let report = ResourceReport(experiment, Planner(experiment).plan())
      if output.json {
        Terminal.printResult(json: report.value)
      } else {
        Terminal.printResult(report.text)
      }
      return .done
    }
    return PlanReport.print(experiment, preset: manifest.settings.preset, asJSON: output.json)
  }
}
