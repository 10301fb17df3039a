/// The decisions of a run: which job is next, and what follows when one ends.
///
/// It runs nothing itself. `LocalExecutor` asks for work, performs it on threads, and hands back
/// what came of it.
struct RunLoop {
  /// Something to do on a thread.
  enum Work: Sendable {
    case run(JobRunner)
    case export(JobExporter)

    func perform() -> Completion {
      switch self {
      case .run(let runner): .ran(runner.job.id, runner.run())
      case .export(let exporter): .exported(exporter.job.id, exporter.run())
      }
    }
  }

  /// What came of it.
  enum Completion: Sendable {
    case ran(Int, JobRunner.Outcome)
    case exported(Int, JobExporter.Outcome)
  }

  enum State {
    /// For jobs that it reads from, or for one with the same key.
    case waiting
    /// Inputs known, key not yet looked up.
    case ready
    /// Key known, result not; for resources.
    case runnable
    case running
    case done, cached, shared, failed, skipped, leftOut
  }

  let experiment: Experiment
  let options: LocalExecutor.Options
  let permit: ExportPermit
  let stopSwitch: StopSwitch
  let emit: @Sendable (RunEvent) -> Void
  var summary = RunSummary()
  var states: [State]
  var results: [Store.Result?]
  var records: [KeyRecord?]
  var keys: [JobKey?]
  /// Unfinished jobs that each job reads from.
  var waitingFor: [Set<Int>]
  let dependents: [[Int]]
  private var ready: [Int] = []
  private var runnable: [Int] = []
  var exports: [JobExporter] = []
  var budget: ResourceBudget
  /// The job that runs for a key, and those that wait for its result.
  var leaders: [JobKey: (job: Int, followers: [Int])] = [:]
  /// Keys that this run has computed, for which `recompute` is satisfied.
  var computed: Set<JobKey> = []
  /// Whether something failed that no stage goes on without.
  var hasFailedForGood = false
  /// What this run will not get.
  var shortfall = Shortfall()
  /// Jobs that wait until one that they do not read from comes to an end, however it does.
  var late: [Int: [Int]] = [:]
  /// Jobs that go on without some of their items, as they are then, and what their logs say of it.
  var remainders: [Int: (job: Job, lines: [String])] = [:]
  /// Stages that go on without failed jobs, by failed job.
  var droppers: [Int: Set<String>] = [:]
  /// Whether a stage further on goes on without the job, should it fail.
  let isDroppable: [Bool]
  /// How often a job met damaged inputs.
  var damageCounts: [Int: Int] = [:]
  /// How often other jobs were started past the first one that did not fit.
  private var timesPassed = 0

  init(
    _ experiment: Experiment, _ options: LocalExecutor.Options, _ stopSwitch: StopSwitch,
    emit: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.experiment = experiment
    self.options = options
    permit = ExportPermit(experiment, overwrites: options.overwrite)
    self.stopSwitch = stopSwitch
    self.emit = emit
    let count = experiment.graph.jobs.count
    states = Array(repeating: .waiting, count: count)
    results = Array(repeating: nil, count: count)
    records = Array(repeating: nil, count: count)
    keys = Array(repeating: nil, count: count)
    waitingFor = experiment.graph.jobs.map { Set(experiment.upstream(of: $0)) }
    var dependents = [[Int]](repeating: [], count: count)
    for (job, upstream) in waitingFor.enumerated() {
      for id in upstream { dependents[id].append(job) }
    }
    self.dependents = dependents
    var isDroppable = [Bool](repeating: false, count: count)
    for job in experiment.graph.jobs.reversed()
    where job.dropsFailed || isDroppable[job.id] {
      for id in waitingFor[job.id] { isDroppable[id] = true }
    }
    self.isDroppable = isDroppable
    budget = ResourceBudget(cores: options.cores, memory: options.memory)
    for job in 0..<count where waitingFor[job].isEmpty { makeReady(job) }
  }

  private var isHalting: Bool {
    stopSwitch.isStopping || (!options.keepGoing && hasFailedForGood)
  }

  mutating func makeReady(_ job: Int) {
    states[job] = .ready
    ready.append(job)
  }

  /// The work that can start now.
  mutating func nextWork() -> [Work] {
    var position = 0
    while position < ready.count, !isHalting {
      let job = ready[position]
      position += 1
      if states[job] == .ready { resolve(job) }
    }
    ready.removeFirst(position)
    // What ended well after a failure still leaves the store.
    return (stopSwitch.isStopping ? [] : nextExports()) + (isHalting ? [] : nextRuns())
  }

  private mutating func nextExports() -> [Work] {
    var work: [Work] = []
    while let exporter = exports.first, budget.take(Resources()) {
      exports.removeFirst()
      work.append(.export(exporter))
    }
    return work
  }

  private mutating func nextRuns() -> [Work] {
    var work: [Work] = []
    var left: [Int] = []
    for job in runnable where states[job] == .runnable {
      // A large job must not wait for ever behind a stream of small ones.
      let mustWait = !left.isEmpty && timesPassed > 4 * options.cores
      if !mustWait, budget.take(experiment.graph.jobs[job].resources), let runner = runner(job) {
        timesPassed = left.isEmpty ? 0 : timesPassed + 1
        states[job] = .running
        work.append(.run(runner))
      } else {
        left.append(job)
      }
    }
    runnable = left
    return work
  }

  private func runner(_ id: Int) -> JobRunner? {
    guard let record = records[id] else { return nil }
    let job = job(id)
    let usesLineage = experiment.catalog[job.kind]?.usesLineage ?? false
    var upstreamKeys: [Int: JobKey] = [:]
    for upstream in experiment.upstream(of: job) { upstreamKeys[upstream] = keys[upstream] }
    return JobRunner(
      experiment: experiment, job: job, leftOut: remainders[id]?.lines ?? [], record: record,
      upstreamKeys: upstreamKeys,
      lineage: usesLineage ? experiment.lineage(of: job, results: results, shortfall) : Lineage(),
      threads: budget.cores(for: job.resources), stopSwitch: stopSwitch, emit: emit)
  }

  /// Looks a job's key up and decides what becomes of it.
  private mutating func resolve(_ id: Int) {
    let missing = experiment.upstream(of: experiment.graph.jobs[id])
      .filter { results[$0] == nil && !shortfall.absent.contains($0) }
    guard missing.isEmpty else {
      waitingFor[id].formUnion(missing)
      states[id] = .waiting
      return
    }
    guard let job = remainder(of: id) else { return }
    do {
      let record = try experiment.record(of: job, results: results, shortfall: shortfall)
      let key = record.key
      records[id] = record
      keys[id] = key
      if leaders[key] != nil {
        leaders[key]?.followers.append(id)
        states[id] = .waiting
        return
      }
      if !options.recompute || computed.contains(key), let result = try lookUp(key, id) {
        try noteRun(id, .cached)
        return settle(id, result, .cached)
      }
      leaders[key] = (id, [])
      states[id] = .runnable
      runnable.append(id)
    } catch {
      fail(id, cause: "\(error)", attempts: 0)
    }
  }

  private func lookUp(_ key: JobKey, _ id: Int) throws -> Store.Result? {
    do { return try experiment.store.lookUp(key) } catch let damage as DamagedObject {
      guard let path = try experiment.store.setAside(damage) else {
        // Another process may have put a whole one in its place.
        return try experiment.store.lookUp(key)
      }
      emit(.damaged(job: id, path: path, reason: damage.reason))
      return nil
    }
  }

  /// Keeps in the history that a job was not as it was the last time.
  func noteRun(_ id: Int, _ status: RunRecord.Status) throws(StoreError) {
    guard let record = records[id], let key = keys[id] else { return }
    let job = experiment.graph.jobs[id]
    let last = experiment.store.lastRun(
      of: experiment.graph.manifest, stage: job.stage, coordinates: job.coordinates)
    if let last, last.key == key, last.status != .failed, status == .cached { return }
    try experiment.store.add(
      RunRecord(
        source: experiment.graph.manifest, stage: job.stage, coordinates: job.coordinates, key: key,
        status: status, duration: 0, ended: Files.now()), record)
  }

  /// The summary, once nothing is left to do.
  func finished(seconds: Double) -> RunSummary {
    var summary = summary
    for state in states {
      switch state {
      case .done: summary.done += 1
      case .cached: summary.cached += 1
      case .shared: summary.shared += 1
      case .skipped: summary.skipped += 1
      case .leftOut: summary.leftOut += 1
      case .failed: break
      case .waiting, .ready, .runnable, .running: summary.notReached += 1
      }
    }
    summary.wasCancelled = stopSwitch.isStopping && (summary.notReached > 0 || !exports.isEmpty)
    summary.elapsed = seconds
    summary.failedStages = failedStages
    summary.emptyStages = emptyStages
    return summary
  }
}
