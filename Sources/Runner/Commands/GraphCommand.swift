import ArgumentParser
import PipelineKit

/// `lastbit graph`: the stages and what they read, for Graphviz or Mermaid.
struct GraphCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw the stages of a manifest and what they read.",
    discussion: """
      Examples:
        lastbit graph study.yaml | dot -Tsvg > study.svg
        lastbit graph study.yaml --format mermaid
      """)

  /// The languages that the drawing can be written in.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case dot, mermaid
  }

  @Option(help: "The language of the drawing.")
  var format: Format = .dot

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var output: OutputOptions

  func perform() throws -> ExitStatus {
    let graph = try manifest.graph()
    if output.json {
      Terminal.printResult(json: graph.value)
    } else {
      Terminal.printResult(format == .dot ? graph.dot : graph.mermaid)
    }
    return .done
  }
}
