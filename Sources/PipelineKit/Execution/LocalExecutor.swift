/// Runs an experiment's jobs on this machine.
public final class LocalExecutor: Sendable {
  public struct Options: Sendable {
    /// Cores to keep busy. A job that asks for more runs alone, with all of them.
    public var cores: Int
    /// Bytes that the running jobs' `memory` may add up to.
    public var memory: Int
    /// Whether jobs that do not depend on a failed one still run.
    public var keepGoing: Bool
    /// Whether jobs run although the store has their results, to see whether they give the same.
    public var recompute: Bool
    /// Whether exports may replace files that lastbit did not write.
    public var overwrite: Bool

    /// Defaults to the whole machine.
    public init(
      cores: Int? = nil, memory: Int? = nil, keepGoing: Bool = false, recompute: Bool = false,
      overwrite: Bool = false
    ) {
      self.cores = max(1, cores ?? ResourceBudget.machineCores)
      self.memory = memory ?? ResourceBudget.machineMemory
      self.keepGoing = keepGoing
      self.recompute = recompute
      self.overwrite = overwrite
    }
  }

  private let experiment: Experiment
  private let options: Options
  private let stopSwitch = StopSwitch()

  public init(_ experiment: Experiment, options: Options = Options()) {
    self.experiment = experiment
    self.options = options
  }

  /// Asks the run to stop: no job starts any more, running stages are told at their next progress
  /// report, and everything that was finished stays. Safe from any thread and more than once.
  public func cancel() { stopSwitch.stop() }

  /// Runs every job whose result the store does not have, and exports what the manifest asks for.
  ///
  /// Without `keepGoing`, the first failure lets running jobs end and starts no others.
  ///
  /// - Parameter events: called with everything that happens, from several threads.
  /// - Throws: `Diagnostics` where a job asks for more memory than there is, or an export must not be
  ///   written; nothing has run then.
  public func run(events: @escaping @Sendable (RunEvent) -> Void = { _ in }) async throws
    -> RunSummary
  {
    try checkMemory()
    let refused = experiment.exportProblems(overwrites: options.overwrite)
    if !refused.isEmpty { throw Diagnostics(refused) }
    // A store that cannot be written to may have all that is asked for.
    try? experiment.store.noteUse(of: experiment.graph.manifest)
    let started = ContinuousClock.now
    return await withTaskCancellationHandler {
      await withTaskGroup(of: RunLoop.Completion.self) { group in
        var loop = RunLoop(experiment, options, stopSwitch, emit: events)
        while true {
          for work in loop.nextWork() {
            group.addTask { await onOwnThread { work.perform() } }
          }
          guard let completion = await group.next() else { break }
          loop.take(completion)
        }
        experiment.store.temporary.tidy()
        return loop.finished(seconds: (ContinuousClock.now - started) / .seconds(1))
      }
    } onCancel: {
      cancel()
    }
  }

  private func checkMemory() throws(Diagnostics) {
    let budget = ResourceBudget(cores: options.cores, memory: options.memory)
    var told: Set<String> = []
    var diagnostics: [Diagnostic] = []
    for job in experiment.graph.jobs where !budget.canHold(job.resources) {
      guard told.insert(job.stage).inserted else { continue }
      diagnostics.append(
        Diagnostic(
          .error,
          "stage '\(job.stage)' asks for \(job.resources.memory ?? 0) bytes of memory, but there are "
            + "only \(options.memory)", at: job.mark,
          hint: "lower 'memory' under 'resources', or run with a larger memory budget"))
    }
    if !diagnostics.isEmpty { throw Diagnostics(diagnostics) }
  }
}
