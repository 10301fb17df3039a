internal import Processes
import Synchronization

/// One run of an experiment: jobs go to an executor, exports leave the store.
public final class ExperimentRun: Sendable {
  private let experiment: Experiment
  private let options: RunOptions
  private let executor: any Executor
  private let stopSwitch = StopSwitch()

  /// - Parameter executor: in this process, within the options' cores and memory, where there is none.
  public init(
    _ experiment: Experiment, options: RunOptions = RunOptions(), on executor: (any Executor)? = nil
  ) {
    self.experiment = experiment
    self.options = options
    self.executor = executor ?? LocalExecutor(cores: options.cores, memory: options.memory)
  }

  /// Asks the run to stop: no job starts any more, running ones are told, and everything that was
  /// finished stays. Safe from any thread and more than once.
  public func cancel() {
    stopSwitch.stop()
    executor.cancel()
  }

  /// Runs every job whose result the store does not have, and exports what the manifest asks for.
  ///
  /// Without `keepGoing`, the first failure lets running jobs end and starts no others.
  ///
  /// - Parameter events: called with everything that happens, from several threads.
  /// - Throws: `Diagnostics` where a job asks for more than the executor has, or an export must not be
  ///   written; nothing has run then.
  public func run(events: @escaping @Sendable (RunEvent) -> Void = { _ in }) async throws
    -> RunSummary
  {
    try checkResources()
    let refused = experiment.exportProblems(overwrites: options.overwrite)
    if !refused.isEmpty { throw Diagnostics(refused) }
    // A store that cannot be written to may have all that is asked for.
    try? experiment.store.noteUse(
      of: experiment.graph.manifest, names: experiment.graph.names)
    // So that calls without a manifest know them too, and write nothing over them.
    for read in experiment.graph.reads where read.role == .table {
      _ = try? experiment.store.version(ofSource: [read.path])
    }
    let started = ContinuousClock.now
    return await withTaskCancellationHandler {
      await withTaskGroup(of: RunLoop.Completion.self) { group in
        var loop = RunLoop(experiment, options, on: executor, stopSwitch, emit: events)
        while true {
          for work in loop.nextWork() {
            group.addTask { await self.perform(work, events) }
          }
          guard let completion = await group.next() else { break }
          loop.take(completion)
        }
        experiment.store.temporary.tidy()
        var summary = loop.finished(seconds: (ContinuousClock.now - started) / .seconds(1))
        summary.staleExports = experiment.staleExports()
        return summary
      }
    } onCancel: {
      cancel()
    }
  }

  private func perform(_ work: RunLoop.Work, _ emit: @escaping @Sendable (RunEvent) -> Void) async
    -> RunLoop.Completion
  {
    switch work {
    case .run(let id, let order):
      await perform(id, order, emit)
    case .export(let exporter):
      await onOwnThread { .exported(exporter.job.id, exporter.run()) }
    }
  }

  private func perform(
    _ id: Int, _ order: JobOrder, _ emit: @escaping @Sendable (RunEvent) -> Void
  ) async -> RunLoop.Completion {
    let log = AttemptLog()
    let outcome = await executor.run(order, at: experiment.site) { event in
      log.take(event)
      emit(RunEvent(event, of: id))
    }
    return .ran(id, outcome, log: log.lines)
  }

  private func checkResources() throws(Diagnostics) {
    var told: Set<String> = []
    var diagnostics: [Diagnostic] = []
    for job in experiment.graph.jobs {
      guard let refusal = executor.room.refusal(of: job.resources), told.insert(job.stage).inserted
      else { continue }
      diagnostics.append(
        Diagnostic(
          .error, "stage '\(job.stage)' \(refusal)", at: job.mark,
          hint: "lower 'memory' under 'resources', or run with a larger memory budget"))
    }
    if !diagnostics.isEmpty { throw Diagnostics(diagnostics) }
  }
}

/// What a job has said in one attempt, as its log has it.
private final class AttemptLog: Sendable {
  private let said = Mutex<[String]>([])

  var lines: [String] { said.withLock { $0 } }

  func take(_ event: JobEvent) {
    switch event {
    case .log(let line): said.withLock { $0.append(line) }
    case .warning(let sentence): said.withLock { $0.append("warning: \(sentence)") }
    case .progress, .damaged, .notice: break
    }
  }
}

extension RunEvent {
  init(_ event: JobEvent, of job: Int) {
    switch event {
    case .progress(let fraction): self = .progress(job: job, fraction: fraction)
    case .log(let line): self = .log(job: job, line: line)
    case .warning(let sentence): self = .warning(job: job, sentence: sentence)
    case .notice(let sentence): self = .notice(job: job, sentence: sentence)
    case .damaged(let path, let reason): self = .damaged(job: job, path: path, reason: reason)
    }
  }
}
