import PipelineKit

/// What a run would do, as `plan` and `run --dry-run` print it.
enum PlanReport {
  /// - Parameter preset: whose values the params have.
  /// - Returns: the exit status; jobs that cannot be planned are a failure.
  static func print(_ experiment: Experiment, preset: String?, asJSON json: Bool) -> ExitStatus {
    let plan = Planner(experiment).plan()
    // A run would stop at these.
    let refused = warnings(of: experiment)
    if !refused.isEmpty { Terminal.printMessage(Diagnostics(refused).rendered) }
    let report = plan.isDone ? nil : ResourceReport(experiment, plan)
    if json {
      var pairs = params(of: experiment.graph, preset)
      if case .map(let rest) = plan.value(with: report?.cost) { pairs += rest }
      Terminal.printResult(json: .map(pairs))
    } else {
      let text = PlanText(graph: experiment.graph, plan: plan, preset: preset).text
      Terminal.printResult([text, report?.sentence].compactMap { $0 }.joined(separator: "\n"))
    }
    return plan.counts.problems > 0 ? .failed : .done
  }

  /// Exports that a run would refuse to write, as warnings.
  static func warnings(of experiment: Experiment) -> [Diagnostic] {
    experiment.exportProblems(overwrites: false).map { problem in
      var problem = problem
      problem.severity = .warning
      return problem
    }
  }

  private static func params(of graph: JobGraph, _ preset: String?) -> [Value.Pair] {
    let settings = graph.manifest.settings
    return [
      .init("preset", preset.map(Value.string) ?? .null),
      .init("params", .map(settings.map { .init($0.name, .string($0.value)) })),
    ]
  }
}
