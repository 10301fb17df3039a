import Arithmetic
import PipelineKit
import Stages
import Synchronization

/// Runs a job with chosen kernels perturbed and measures what is left of its output.
///
/// Every run is an ordinary job under an arithmetic with a scope, and so is the measurement: the
/// store keeps them all, and what was tried before is not run again.
final class LocateTrials: Sendable {
  /// What became of the output.
  enum Outcome: Sendable, Equatable {
    /// Mean significant bits, or for labels mean over labels of the least Dice coefficient.
    case value(Double)
    /// A perturbed run failed, for the reason given.
    case failed(String)

    /// A number that falls the more is lost.
    var value: Double {
      switch self {
      case .value(let value): value
      case .failed: -.infinity
      }
    }
  }

  /// What other seeds say about an outcome.
  struct Confirmation: Sendable {
    var outcome: Outcome
    /// What is left of each sample's output, alone.
    var samples: [Outcome]

    /// Samples that fail, or alone keep less than `threshold`.
    func lost(below threshold: Double) -> Int { samples.count { $0.value < threshold } }

    /// Samples that fail.
    var failed: Int { samples.count { $0.value == -.infinity } }

    /// The least and the greatest that a sample keeps; `nil` where all fail.
    var range: ClosedRange<Double>? {
      let kept = samples.map(\.value).filter(\.isFinite)
      guard let least = kept.min(), let greatest = kept.max() else { return nil }
      return least...greatest
    }
  }

  /// Jobs run and looked up so far.
  struct Effort: Sendable {
    var trials = 0
    var run = 0
    var stored = 0
  }

  private struct State {
    var outcomes: [[String]?: Outcome] = [:]
    var confirmations: [[String]?: Confirmation] = [:]
    var effort = Effort()
    var run: ExperimentRun?
    var isCancelled = false
    var isLabels: Bool?
  }

  let target: LocateTarget
  private let samples: Int
  private let store: Store
  private let options: RunOptions
  private let executor: @Sendable () -> any Executor
  private let state = Mutex(State())

  /// - Parameter executor: makes one for each run: a cancelled one stays cancelled.
  init(
    _ target: LocateTarget, samples: Int, store: Store, options: RunOptions,
    executor: @escaping @Sendable () -> any Executor
  ) {
    self.target = target
    self.samples = samples
    self.store = store
    self.options = options
    self.executor = executor
  }

  var effort: Effort { state.withLock { $0.effort } }

  /// Stops the search: running stages are told at their next progress report.
  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      state.run?.cancel()
    }
  }

  /// What was measured before in this search.
  func known(_ names: [String]?) -> Outcome? { state.withLock { $0.outcomes[names] } }

  /// Measures the output with the kernels that `names` cover perturbed; `nil` perturbs all.
  ///
  /// - Throws: `RunnerError` where something else than a perturbed run fails; `CancellationError`.
  func outcome(_ names: [String]?) async throws -> Outcome {
    if let known = known(names) { return known }
    let labels = try await isLabels()
    let graph = LocateGraph(target, samples: 1...samples, only: names, measuresLabels: labels)
    let outcome = try outcome(graph.measurement, try await run(graph), labels)
    state.withLock { state in
      state.outcomes[names] = outcome
      state.effort.trials += 1
    }
    return outcome
  }

  /// Measures the output again, with twice as many samples of other seeds.
  ///
  /// - Throws: As `outcome`.
  func confirmation(_ names: [String]?) async throws -> Confirmation {
    if let known = state.withLock({ $0.confirmations[names] }) { return known }
    let labels = try await isLabels()
    let graph = LocateGraph(
      target, samples: samples + 1...3 * samples, only: names, measuresLabels: labels,
      measuresEach: true)
    let trial = try await run(graph)
    let each = try zip(graph.samples, graph.singles).map { sample, measurement in
      try trial.failures[sample].map(Outcome.failed) ?? measured(measurement, trial, labels)
    }
    let confirmation = Confirmation(
      outcome: try outcome(graph.measurement, trial, labels), samples: each)
    state.withLock { state in
      state.confirmations[names] = confirmation
      state.effort.trials += 1
    }
    return confirmation
  }

  /// What a measurement says; why a sample failed, where one did.
  private func outcome(_ measurement: Int, _ trial: Trial, _ isLabels: Bool) throws -> Outcome {
    if let first = trial.failures.min(by: { $0.key < $1.key }) { return .failed(first.value) }
    return try measured(measurement, trial, isLabels)
  }

  private func measured(_ measurement: Int, _ trial: Trial, _ isLabels: Bool) throws -> Outcome {
    .value(try summary(measurement, trial, column: isLabels ? "mean-minimum" : "mean"))
  }

  /// The kernels that run without perturbation and are perturbed where all are, by layer.
  func places() async throws -> [KernelPlace: KernelCounts] {
    let labels = try await isLabels()
    let graph = LocateGraph(target, samples: 1...samples, only: nil, measuresLabels: labels)
    let trial = try await run(graph)
    let plain = try counts(of: graph.reference, trial).filter { $0.value.executed > 0 }
    guard let whole = graph.samples.first(where: { trial.failures[$0] == nil }) else {
      // Every sample breaks down: what is perturbed is what runs.
      return plain.mapValues { counts in
        var counts = counts
        counts.perturbed = counts.executed
        return counts
      }
    }
    return try counts(of: whole, trial)
      .filter { plain[$0.key] != nil && $0.value.perturbed > 0 }
  }

  /// Significant bits of an output that nothing has touched.
  func precision() async throws -> Double {
    let graph = LocateGraph(target)
    let trial = try await runReference(graph)
    let artifact = try store.load(try key(of: graph.reference, trial), port: target.port)
    if case .float32? = artifact[dataset: "data"] { return 24 }
    return 53
  }

  func isLabels() async throws -> Bool {
    if let known = state.withLock({ $0.isLabels }) { return known }
    let graph = LocateGraph(target)
    let trial = try await runReference(graph)
    let result = try store.lookUp(try key(of: graph.reference, trial))
    let isLabels = result?.types[target.port] == .labels
    state.withLock { $0.isLabels = isLabels }
    return isLabels
  }

  private func runReference(_ graph: LocateGraph) async throws -> Trial {
    let trial = try await run(graph)
    guard let cause = trial.failures.values.first else { return trial }
    throw RunnerError("'\(target.job.stage)' fails without any perturbation: \(cause)")
  }

  /// What came of a graph.
  private struct Trial {
    var graph: LocateGraph
    /// Why perturbed runs failed, by their job.
    var failures: [Int: String]
    /// By job.
    var results: [Store.Result?]
  }

  /// Runs what the store does not have.
  private func run(_ graph: LocateGraph) async throws -> Trial {
    var options = options
    options.keepGoing = true
    let run = ExperimentRun(experiment(graph), options: options, on: executor())
    let isCancelled = state.withLock { state in
      state.run = run
      return state.isCancelled
    }
    if isCancelled { throw CancellationError() }
    let summary = try await run.run()
    state.withLock { state in
      state.run = nil
      state.effort.run += summary.done
      state.effort.stored += summary.cached
    }
    if summary.wasCancelled { throw CancellationError() }
    let perturbed = Set(graph.samples)
    for failure in summary.failures where !perturbed.contains(failure.job) {
      throw Diagnostics([
        Diagnostic(.error, "stage '\(failure.stage)' failed: \(failure.cause)", at: failure.mark)
      ])
    }
    let failures = summary.failures.map { ($0.job, $0.cause) }
    return Trial(
      graph: graph, failures: Dictionary(failures) { first, _ in first }, results: summary.results)
  }

  private func experiment(_ graph: LocateGraph) -> Experiment {
    Experiment(
      graph: graph.graph, catalog: .standard, store: store, versions: Lastbit.versions,
      commit: Lastbit.commit)
  }

  private func key(of job: Int, _ trial: Trial) throws -> JobKey {
    guard let key = trial.results[job]?.key else {
      throw RunnerError("'\(trial.graph.graph.jobs[job].stage)' has no result")
    }
    return key
  }

  private func summary(_ measurement: Int, _ trial: Trial, column: String) throws -> Double {
    let table = try store.load(try key(of: measurement, trial), port: "summary")
    guard case .float64(let tensor)? = table[dataset: column], let value = tensor.values.first
    else {
      throw RunnerError("the measurement has no column '\(column)'")
    }
    guard value.isFinite else {
      throw RunnerError(
        "output '\(target.port)' has no value whose bits can be counted: all are zero or not finite"
      )
    }
    return value
  }

  private func counts(of job: Int, _ trial: Trial) throws -> [KernelPlace: KernelCounts] {
    let provenance = try store.provenance(of: try key(of: job, trial))
    guard let operations = provenance.first(where: { $0.key == "operations" })?.value,
      let counts = OperationCounts.kernelCounts(operations)
    else {
      throw RunnerError(
        "the stored result of '\(trial.graph.graph.jobs[job].stage)' does not say what its kernels did; "
          + "it was made by an older lastbit: run with --recompute")
    }
    return counts
  }
}
