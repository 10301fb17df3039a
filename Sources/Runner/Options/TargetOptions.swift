import ArgumentParser
import PipelineKit

/// Which part of a manifest.
struct TargetOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Only these stages and what they need.", valueName: "stage"))
  var targets: [String] = []

  /// The part of `graph` that leads to the targets; all of it where none are named.
  ///
  /// - Throws: `Diagnostics` where a target is not a stage.
  func restrict(_ graph: JobGraph) throws(Diagnostics) -> JobGraph {
    guard !targets.isEmpty else { return graph }
    let names = graph.stages.map(\.name)
    let unknown = targets.filter { !names.contains($0) }
    guard unknown.isEmpty else {
      throw Diagnostics(
        unknown.map {
          Diagnostic(
            .error, "the manifest has no stage '\($0)'",
            hint: Suggestion.hint(for: $0, among: names))
        })
    }
    return graph.leading(to: Set(targets))
  }
}
