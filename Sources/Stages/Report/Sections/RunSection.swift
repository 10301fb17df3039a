import Figures
import PipelineKit

/// The part of a report about the run: manifest, stages, arithmetic, versions.
struct RunSection: ReportSection {
  static let inputs: [Port] = []

  init(_ values: ParameterValues) {}

  func html(_ inputs: Inputs, _ job: JobFacts) -> String? { RunFacts(job: job).html() }
}

private struct RunFacts {
  let job: JobFacts

  func html() -> String {
    var facts = [("Manifest", job.manifest), ("Report stage", job.stage)]
    if !job.coordinates.entries.isEmpty { facts.append(("For", job.coordinates.description)) }
    if !job.lineage.versions.isEmpty {
      facts.append(
        (
          "Made with",
          job.lineage.versions.map { "\($0.key) \(RunFacts.written($0.value))" }
            .joined(separator: ", ")
        ))
    }
    facts.append(("Perturbed", perturbed))
    let list = facts.map { "<dt>\(HTML.escape($0.0))</dt><dd>\(HTML.escape($0.1))</dd>" }
    return "<h2>The run</h2>\n<dl>\(list.joined(separator: "\n"))</dl>\n" + failures + stages
  }

  /// What the report goes on without; a breakdown is a result too.
  private var failures: String {
    guard !job.lineage.failures.isEmpty else { return "" }
    let rows = job.lineage.failures.map { failure in
      let most = 4
      let places =
        failure.places.prefix(most).map(\.description).joined(separator: "; ")
        + (failure.places.count > most ? "; … \(failure.places.count - most) more" : "")
      let place = [failure.coordinates.description, places].filter { !$0.isEmpty }
      return [
        failure.stage, place.joined(separator: ": "), "\(failure.failed) of \(failure.jobs)",
        failure.cause,
      ]
    }
    return HTML.table(
      header: ["stage", "at", "failed", "why"], rows: rows,
      isNumber: [false, false, true, false],
      caption: "Jobs that failed, and without which this report was made.")
  }

  /// What was perturbed, in a sentence.
  private var perturbed: String {
    let stages = job.lineage.stages
    if stages.isEmpty { return "not recorded" }
    var parts: [String] = []
    for stage in stages {
      for arithmetic in stage.arithmetics where arithmetic.perturbed > 0 {
        parts.append(
          "\(NumberText.grouped(arithmetic.perturbed)) operations of \(stage.name) under "
            + arithmetic.label)
      }
    }
    return parts.isEmpty ? "no floating-point operation" : parts.joined(separator: "; ")
  }

  private var stages: String {
    guard !job.lineage.stages.isEmpty else { return "" }
    var rows: [[String]] = []
    for stage in job.lineage.stages {
      let parameters = stage.parameters.filter { $0.value != .null }.map {
        "\($0.key): \(RunFacts.written($0.value))"
      }
      .joined(separator: ", ")
      let first = [stage.name, stage.kind]
      if stage.arithmetics.isEmpty {
        rows.append(first + ["–", "\(stage.jobs)", "–", "–", "–", parameters])
      }
      for (index, arithmetic) in stage.arithmetics.enumerated() {
        rows.append(
          (index == 0 ? first : ["", ""]) + [
            arithmetic.label, "\(arithmetic.jobs)", "\(arithmetic.results)",
            NumberText.grouped(arithmetic.executed), NumberText.grouped(arithmetic.perturbed),
            index == 0 ? parameters : "",
          ])
      }
    }
    return HTML.table(
      header: [
        "stage", "kind", "arithmetic", "jobs", "results", "operations", "perturbed", "parameters",
      ],
      rows: rows, isNumber: [false, false, false, true, true, true, true, false],
      caption: "The stages that this report rests on, and what their floating-point operations "
        + "did. Jobs that cannot differ share one result, whose operations count once.")
  }

  private static func written(_ value: Value) -> String {
    switch value {
    case .null: "–"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): value
    case .list(let values): "[" + values.map(written).joined(separator: ", ") + "]"
    case .map(let pairs):
      "{" + pairs.map { "\($0.key): \(written($0.value))" }.joined(separator: ", ") + "}"
    }
  }
}
