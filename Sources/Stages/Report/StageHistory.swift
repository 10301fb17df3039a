import Figures
import PipelineKit

/// How the stages that led to a page hang together, when they ran, and what time and memory they took.
struct StageHistory {
  /// All results of one stage.
  private struct Stage {
    let name: String
    let kind: String
    var spans: [(start: Double, end: Double)] = []
    /// Seconds of all jobs, and of the longest.
    var seconds = 0.0
    var longest = 0.0
    var peak = 0
    var count = 0
  }

  private let stages: [Stage]
  private let edges: [(from: Int, to: Int)]

  init(_ ancestry: Ancestry) {
    var stages: [Stage] = []
    var places: [String: Int] = [:]
    var edges: [(from: String, to: Int)] = []
    for member in ancestry.results {
      let name = member.run.stage
      let place = places[name] ?? stages.count
      if place == stages.count {
        places[name] = place
        stages.append(Stage(name: name, kind: member.record.kind))
      }
      stages[place].count += 1
      stages[place].seconds += member.run.duration
      stages[place].longest = max(stages[place].longest, member.run.duration)
      stages[place].peak = max(stages[place].peak, member.run.usage?.memory ?? 0)
      guard let origin = member.origin else { continue }
      stages[place].spans.append((Double(origin.started) / 1e9, Double(member.run.ended) / 1e9))
      for input in origin.inputs {
        if let from = input.value["stage"]?.text { edges.append((from, place)) }
      }
    }
    self.stages = stages
    var seen: Set<[Int]> = []
    self.edges = edges.compactMap { edge in
      guard let from = places[edge.from], seen.insert([from, edge.to]).inserted else { return nil }
      return (from, edge.to)
    }
  }

  func html() -> String {
    guard !stages.isEmpty else { return "" }
    let graph = GraphDrawing(
      nodes: stages.map { stage in
        .init(stage.name, about: stage.kind + (stage.count > 1 ? " × \(stage.count)" : ""))
      }, edges: edges)
    let timed = stages.filter { !$0.spans.isEmpty }
    let timeline = Timeline(
      rows: timed.map { .init($0.name, spans: $0.spans, about: Self.text($0.seconds)) },
      beside: "in all")
    let gaps =
      timeline.gaps == 0
      ? "" : " Dashed lines stand for times in which nothing ran, which are left out."
    let table = Table([
      .init("stage", .text(stages.map(\.name))), .init("results", .integers(stages.map(\.count))),
      .init("seconds", .numbers(stages.map(\.seconds))),
      .init("longest, s", .numbers(stages.map(\.longest))),
      .init(
        "peak memory, MiB",
        .numbers(stages.map { $0.peak == 0 ? .nan : (Double($0.peak) / 1_048_576).rounded() })),
    ])
    return FigureHTML.html(
      graph, "Stages", "What each stage was made from, and how many results it has.")
      + (timed.isEmpty
        ? ""
        : FigureHTML.html(
          timeline, "When stages ran",
          "A bar from the beginning to the end of a job, and the time of all jobs of a stage.\(gaps)"
        ))
      + ReportTable(table).html(
        caption:
          "Time and memory by stage. The peak is that of the process by the end of a job: of the job "
          + "alone with `run --isolate`.", name: "stages")
  }

  /// Seconds as people say them.
  private static func text(_ seconds: Double) -> String {
    if seconds < 60 { return "\(NumberText.short(seconds)) s" }
    if seconds < 3600 { return "\(NumberText.fixed(seconds / 60, 1)) min" }
    return "\(NumberText.fixed(seconds / 3600, 1)) h"
  }
}
