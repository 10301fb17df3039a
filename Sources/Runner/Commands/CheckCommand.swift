import ArgumentParser
import PipelineKit

/// `lastbit check`: everything that is wrong with a manifest, before anything runs.
struct CheckCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find everything that is wrong with a manifest.",
    discussion: """
      Of images the headers are read, not the voxels, of tables, models and transforms all: files that are \
      cut short are found, and files on different grids where a stage needs one.

      Examples:
        lastbit check study.yaml
        lastbit check study.yaml --set data=../bids --json
      """)

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let graph = try manifest.graph()
    let refused = try refusedExports(graph)
    if !refused.isEmpty { Terminal.printMessage(Diagnostics(refused).rendered) }
    let warnings =
      graph.warnings + refused + (try SourceProblems.check(graph, stops: true, readsWhole: true))
    if output.json {
      Terminal.printResult(
        json: [
          "name": .string(graph.name), "stages": .integer(graph.stages.count),
          "jobs": .integer(graph.jobs.count), "diagnostics": Diagnostics(warnings).value,
        ])
    } else {
      let stages = Counted.text(graph.stages.count, "stage")
      let jobs = Counted.text(graph.jobs.count, "job")
      let problems =
        warnings.isEmpty ? "no problems" : Counted.text(warnings.count, "warning")
      Terminal.printResult("\(manifest.manifest): \(stages), \(jobs), \(problems)")
    }
    return .done
  }

  /// Files where exports go that lastbit did not write, as far as the store knows its own.
  ///
  /// - Throws: `Diagnostics` where exports go that no flag allows.
  private func refusedExports(_ graph: JobGraph) throws -> [Diagnostic] {
    // A store that cannot be opened says nothing of the manifest.
    guard let store = try? store.open() else { return [] }
    let experiment = Experiment(
      graph: graph, catalog: .standard, store: store, versions: Lastbit.versions)
    let forbidden = experiment.exportProblems(overwrites: true)
    guard forbidden.isEmpty else { throw Diagnostics(forbidden) }
    return PlanReport.warnings(of: experiment)
  }
}
