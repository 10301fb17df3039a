import Arithmetic
import PipelineKit
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

  /// Jobs run and looked up so far.
  struct Effort: Sendable {
    var trials = 0
    var run = 0
    var stored = 0
  }

  private struct State {
    var outcomes: [[String]?: Outcome] = [:]
    var effort = Effort()
    var executor: LocalExecutor?
    var isCancelled = false
    var isLabels: Bool?
  }

  let target: LocateTarget
  private let samples: Int
  private let store: Store
  private let options: LocalExecutor.Options
  private let state = Mutex(State())

  init(_ target: LocateTarget, samples: Int, store: Store, options: LocalExecutor.Options) {
    self.target = target
    self.samples = samples
    self.store = store
    self.options = options
  }

  var effort: Effort { state.withLock { $0.effort } }

  /// Stops the search: running stages are told at their next progress report.
  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      state.executor?.cancel()
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
    let graph = LocateGraph(target, samples: samples, only: names, measuresLabels: labels)
    let outcome: Outcome
    if let cause = try await run(graph) {
      outcome = .failed(cause)
    } else {
      outcome = .value(try summary(graph, column: labels ? "mean-minimum" : "mean"))
    }
    state.withLock { state in
      state.outcomes[names] = outcome
      state.effort.trials += 1
    }
    return outcome
  }

  /// The kernels that run without perturbation and are perturbed where all are, by layer.
  func places() async throws -> [KernelPlace: KernelCounts] {
    let labels = try await isLabels()
    let graph = LocateGraph(target, samples: samples, only: nil, measuresLabels: labels)
    if let cause = try await run(graph) {
      throw RunnerError("the job fails where all its kernels are perturbed: \(cause)")
    }
    let plain = try counts(of: graph.reference, graph).filter { $0.value.executed > 0 }
    return try counts(of: graph.samples[0], graph)
      .filter { plain[$0.key] != nil && $0.value.perturbed > 0 }
  }

  /// Significant bits of an output that nothing has touched.
  func precision() async throws -> Double {
    let graph = LocateGraph(target)
    try await runReference(graph)
    let artifact = try store.load(try key(of: graph.reference, graph), port: target.port)
    let isNarrow = artifact.type == .volume || artifact.type == .field
    if isNarrow, case .float32? = artifact[dataset: "data"] { return 24 }
    return 53
  }

  func isLabels() async throws -> Bool {
    if let known = state.withLock({ $0.isLabels }) { return known }
    let graph = LocateGraph(target)
    try await runReference(graph)
    let result = try store.lookUp(try key(of: graph.reference, graph))
    let isLabels = result?.types[target.port] == .labels
    state.withLock { $0.isLabels = isLabels }
    return isLabels
  }

  private func runReference(_ graph: LocateGraph) async throws {
    guard let cause = try await run(graph) else { return }
    throw RunnerError("'\(target.job.stage)' fails without any perturbation: \(cause)")
  }

  /// Runs what the store does not have.
  ///
  /// - Returns: Why a perturbed run failed, where one did.
  private func run(_ graph: LocateGraph) async throws -> String? {
    let experiment = experiment(graph)
    if Planner(experiment).plan().isDone {
      state.withLock { $0.effort.stored += graph.samples.count }
      return nil
    }
    var options = options
    options.keepGoing = true
    let executor = LocalExecutor(experiment, options: options)
    let isCancelled = state.withLock { state in
      state.executor = executor
      return state.isCancelled
    }
    if isCancelled { throw CancellationError() }
    let summary = try await executor.run()
    state.withLock { state in
      state.executor = nil
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
    return summary.failures.first?.cause
  }

  private func experiment(_ graph: LocateGraph) -> Experiment {
    Experiment(
      graph: graph.graph, catalog: .standard, store: store, versions: Lastbit.versions)
  }

  private func key(of job: Int, _ graph: LocateGraph) throws -> JobKey {
    guard case .cached(let key) = Planner(experiment(graph)).plan().jobs[job].state else {
      throw RunnerError("a result of '\(graph.graph.jobs[job].stage)' left the store meanwhile")
    }
    return key
  }

  private func summary(_ graph: LocateGraph, column: String) throws -> Double {
    let table = try store.load(try key(of: graph.measurement, graph), port: "summary")
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

  private func counts(of job: Int, _ graph: LocateGraph) throws -> [KernelPlace: KernelCounts] {
    let provenance = try store.provenance(of: try key(of: job, graph))
    guard let operations = provenance.first(where: { $0.key == "operations" })?.value,
      let counts = OperationCounts.kernelCounts(operations)
    else {
      throw RunnerError(
        "the stored result of '\(graph.graph.jobs[job].stage)' does not say what its kernels did; "
          + "it was made by an older lastbit: run with --recompute")
    }
    return counts
  }
}
