import ArgumentParser
import PipelineKit

/// `lastbit why`: what changed since a stage ran the last time.
struct WhyCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Say why a stage will run or not: the exact field that changed since it last ran.",
    discussion: """
      Examples:
        lastbit why study.yaml bits
        lastbit why study.yaml 'warp[subject=0051, repeat=3]'
      """)

  @OptionGroup var manifest: ManifestOptions

  @Argument(help: "stage or stage[axis=value].")
  var selection: Selection

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let graph = try manifest.graph()
    let experiment = Experiment(
      graph: graph, catalog: .standard, store: try store.open(), versions: Lastbit.versions,
      commit: Lastbit.commit)
    let jobs = graph.jobs.filter { selection.matches($0) }
    guard !jobs.isEmpty else { throw unknown(in: graph) }
    let plan = Planner(experiment).plan()
    if output.json {
      Terminal.printResult(json: .list(jobs.map { plan.jobs[$0.id].value }))
    } else {
      Terminal.printResult(WhyText(graph: graph, plan: plan).text(jobs))
    }
    return .done
  }

  private func unknown(in graph: JobGraph) -> Diagnostics {
    if let stage = graph.stages.first(where: { $0.name == selection.name }) {
      let axes = stage.axes.map { "\($0.name) (\($0.values.prefix(6).joined(separator: ", ")))" }
      return Diagnostics([
        Diagnostic(
          .error, "no job of stage '\(stage.name)' is at '\(selection)'",
          hint: axes.isEmpty ? "it has no axes" : "its axes are \(axes.joined(separator: ", "))")
      ])
    }
    let stages = graph.stages.map(\.name)
    let hint =
      Suggestion.hint(for: selection.name, among: stages)
      ?? (stages.count <= 12 ? "its stages are \(stages.joined(separator: ", "))" : nil)
    return Diagnostics([
      Diagnostic(.error, "the manifest has no stage '\(selection.name)'", hint: hint)
    ])
  }
}
