import ArgumentParser
import PipelineKit

/// `lastbit check`: everything that is wrong with a manifest, before anything runs.
struct CheckCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find everything that is wrong with a manifest.")

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let graph = try manifest.graph()
    if output.json {
      Terminal.printResult(
        json: [
          "name": .string(graph.name), "stages": .integer(graph.stages.count),
          "jobs": .integer(graph.jobs.count), "diagnostics": Diagnostics(graph.warnings).value,
        ])
    } else {
      let stages = Counted.text(graph.stages.count, "stage")
      let jobs = Counted.text(graph.jobs.count, "job")
      let problems =
        graph.warnings.isEmpty ? "no problems" : Counted.text(graph.warnings.count, "warning")
      Terminal.printResult("\(manifest.manifest): \(stages), \(jobs), \(problems)")
    }
    return .done
  }
}
