import ArgumentParser
import Arithmetic
import PipelineKit

/// `lastbit run`: computes what the store does not have, and exports what the manifest asks for.
struct RunCommand: LastbitCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a manifest: compute what is missing, and export results.",
    discussion: """
      Results that the store has are not computed again. Ctrl-C stops cleanly; the same command \
      goes on from there. Ends with 0 when all is done, 1 when a stage failed, 2 when the manifest \
      or the call is wrong, 130 when interrupted.

      Examples:
        lastbit run pipelines/first-bits.yaml
        lastbit run study.yaml --set repeats=3 -j 8
        lastbit run study.yaml --targets bits report --dry-run
      """)

  @Flag(
    name: [.customShort("n"), .long],
    help: "Run nothing; only say what would run, as 'lastbit plan' does.")
  var dryRun = false

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var targets: TargetOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var cluster: ClusterOptions
  @Flag(
    help: "End with 0 although jobs failed, where stages leave them out ('failed: drop').")
  var allowFailed = false

  @Flag(help: "Let exports replace files that lastbit did not write, or that changed since.")
  var overwrite = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if cluster.isAsked, execution.isolate {
      throw ValidationError(
        "--isolate is about this machine; on a cluster each job has its own process")
    }
    if dryRun, execution.recompute {
      throw ValidationError("--recompute runs every job: there is nothing for --dry-run to say")
    }
  }

  func perform() async throws -> ExitStatus {
    if let warning = Arithmetics.cpuWarning { Terminal.printMessage("warning: \(warning)") }
    let graph = try targets.restrict(try manifest.graph())
    let experiment = Experiment(
      graph: graph, catalog: .standard, store: try store.open(), versions: Lastbit.versions,
      commit: Lastbit.commit)
    // Who goes on after failures, or leaves out what failed, wants the rest all the same.
    let goesOn = execution.keepGoing || graph.jobs.contains { $0.dropsFailed }
    try SourceProblems.check(graph, stops: !goesOn && !dryRun)
    if dryRun {
      return PlanReport.print(experiment, preset: manifest.settings.preset, asJSON: output.json)
    }
    var options = execution.options
    options.overwrite = overwrite
    let run = ExperimentRun(
      experiment, options: options,
      on: try cluster.executor(for: experiment) ?? execution.makeExecutor())
    let history = DurationEstimate(history: experiment.store.runs(), manifest: graph.name)
    let display = ProgressDisplay(graph: graph, estimate: history, cores: options.cores)
    let signals = SignalWatch {
      display.stop()
      run.cancel()
    }
    let summary: RunSummary
    do {
      summary = try await run.run { display.show($0) }
      display.finish()
    } catch {
      display.finish()
      throw error
    }
    withExtendedLifetime(signals) {}
    if output.json {
      Terminal.printResult(json: summary.value)
    } else {
      Terminal.printResult(SummaryText.text(summary, jobs: graph.jobs.count, names: graph.names))
    }
    return status(of: summary)
  }

  private func status(of summary: RunSummary) -> ExitStatus {
    if summary.wasCancelled { return .interrupted }
    if !summary.failures.isEmpty, !(allowFailed && summary.isWholeWithoutFailures) {
      return .failed
    }
    return summary.findings.isEmpty ? .done : .differs
  }
}
