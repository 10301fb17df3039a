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
    case done, cached, shared, failed, skipped
  }

  let experiment: Experiment
  let options: LocalExecutor.Options
  let stopSwitch: StopSwitch
  let emit: @Sendable (RunEvent) -> Void
  var summary = RunSummary()
  var states: [State]
  var results: [Store.Result?]
  var records: [KeyRecord?]
  var keys: [JobKey?]
  /// Unfinished jobs that each job reads from.
  private var waitingFor: [Set<Int>]
  private let dependents: [[Int]]
  private var ready: [Int] = []
  private var runnable: [Int] = []
  private var exports: [JobExporter] = []
  private var budget: ResourceBudget
  /// The job that runs for a key, and those that wait for its result.
  private var leaders: [JobKey: (job: Int, followers: [Int])] = [:]
  /// Keys that this run has computed, for which `recompute` is satisfied.
  private var computed: Set<JobKey> = []
  /// How often a job met damaged inputs.
  private var damageCounts: [Int: Int] = [:]
  /// How often other jobs were started past the first one that did not fit.
  private var timesPassed = 0

  init(
    _ experiment: Experiment, _ options: LocalExecutor.Options, _ stopSwitch: StopSwitch,
    emit: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.experiment = experiment
    self.options = options
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
    budget = ResourceBudget(cores: options.cores, memory: options.memory)
    for job in 0..<count where waitingFor[job].isEmpty { makeReady(job) }
  }

  private var isHalting: Bool {
    stopSwitch.isStopping || (!options.keepGoing && !summary.failures.isEmpty)
  }

  private mutating func makeReady(_ job: Int) {
    states[job] = .ready
    ready.append(job)
  }

  // MARK: What to do next

  /// The work that can start now.
  mutating func nextWork() -> [Work] {
    var position = 0
    while position < ready.count, !isHalting {
      let job = ready[position]
      position += 1
      if states[job] == .ready { resolve(job) }
    }
    ready.removeFirst(position)
    return isHalting ? [] : nextExports() + nextRuns()
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
    let job = experiment.graph.jobs[id]
    let usesLineage = experiment.catalog[job.kind]?.usesLineage ?? false
    var upstreamKeys: [Int: JobKey] = [:]
    for upstream in experiment.upstream(of: job) { upstreamKeys[upstream] = keys[upstream] }
    return JobRunner(
      experiment: experiment, job: job, record: record, upstreamKeys: upstreamKeys,
      lineage: usesLineage ? experiment.lineage(of: job, results: results) : Lineage(),
      threads: budget.cores(for: job.resources), stopSwitch: stopSwitch, emit: emit)
  }

  /// Looks a job's key up and decides what becomes of it.
  private mutating func resolve(_ id: Int) {
    let job = experiment.graph.jobs[id]
    let missing = experiment.upstream(of: job).filter { results[$0] == nil }
    guard missing.isEmpty else {
      waitingFor[id].formUnion(missing)
      states[id] = .waiting
      return
    }
    do {
      let record = try experiment.record(of: job, results: results)
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
    do { return try experiment.store.lookUp(key) } catch {
      let path = try experiment.store.setAside(error)
      emit(.damaged(job: id, path: path, reason: error.reason))
      return nil
    }
  }

  /// Keeps in the history that a job was not as it was the last time.
  private func noteRun(_ id: Int, _ status: RunRecord.Status) throws(StoreError) {
    guard let record = records[id], let key = keys[id] else { return }
    let job = experiment.graph.jobs[id]
    let last = experiment.store.lastRun(
      manifest: experiment.graph.name, stage: job.stage, coordinates: job.coordinates)
    if let last, last.key == key, last.status != .failed, status == .cached { return }
    try experiment.store.add(
      RunRecord(
        manifest: experiment.graph.name, stage: job.stage, coordinates: job.coordinates, key: key,
        status: status, duration: 0, ended: Files.now()), record)
  }

  // MARK: What follows

  mutating func take(_ completion: Completion) {
    switch completion {
    case .ran(let id, let outcome):
      budget.giveBack(experiment.graph.jobs[id].resources)
      finishRun(id, outcome)
    case .exported(let id, let outcome):
      budget.giveBack(Resources())
      finishExport(id, outcome)
    }
  }

  private mutating func finishRun(_ id: Int, _ outcome: JobRunner.Outcome) {
    let followers = keys[id].flatMap { leaders.removeValue(forKey: $0) }?.followers ?? []
    switch outcome {
    case .stored(let result, let finding, let seconds):
      if let key = keys[id] { computed.insert(key) }
      emit(.finished(job: id, seconds: seconds))
      if let finding {
        summary.findings.append(finding)
        emit(.nondeterministic(finding))
      }
      settle(id, result, .done)
      for follower in followers where states[follower] == .waiting {
        do { try noteRun(follower, .cached) } catch {
          fail(follower, cause: error.description, attempts: 0)
          continue
        }
        emit(.shared(job: follower, with: id))
        settle(follower, result, .shared)
      }
      return
    case .failed(let cause, let attempts): fail(id, cause: cause, attempts: attempts)
    case .damaged(let damage): recompute(damage, for: id)
    case .cancelled: states[id] = .waiting
    }
    for follower in followers where states[follower] == .waiting { makeReady(follower) }
  }

  /// A job has its result: lets its dependents go on and its exports leave.
  private mutating func settle(_ id: Int, _ result: Store.Result, _ state: State) {
    states[id] = state
    results[id] = result
    if state == .cached { emit(.cached(job: id)) }
    for dependent in dependents[id] where waitingFor[dependent].remove(id) != nil {
      if waitingFor[dependent].isEmpty, states[dependent] == .waiting { makeReady(dependent) }
    }
    guard let key = keys[id], !experiment.graph.jobs[id].exports.isEmpty else { return }
    let exporter = JobExporter(
      experiment: experiment, job: experiment.graph.jobs[id], key: key, result: result)
    if !exporter.outstanding.isEmpty { exports.append(exporter) }
  }

  private mutating func finishExport(_ id: Int, _ outcome: JobExporter.Outcome) {
    switch outcome {
    case .done(let paths):
      summary.exported += paths
      for path in paths { emit(.exported(job: id, path: path)) }
    case .failed(let cause): report(id, cause: cause, attempts: 1)
    case .damaged(let object): recompute([JobControl.Damage(job: id, object: object)], for: nil)
    }
  }

  private mutating func fail(_ id: Int, cause: String, attempts: Int) {
    states[id] = .failed
    report(id, cause: cause, attempts: attempts)
    if attempts > 0 {
      // The failure is reported either way; only `why` would miss it.
      try? noteRun(id, .failed)
    }
    skipDependents(of: id)
  }

  private mutating func report(_ id: Int, cause: String, attempts: Int) {
    let job = experiment.graph.jobs[id]
    let failure = JobFailure(
      job: id, stage: job.stage, coordinates: job.coordinates, mark: job.mark, cause: cause,
      attempts: attempts)
    summary.failures.append(failure)
    emit(.failed(failure))
  }

  private mutating func skipDependents(of id: Int) {
    var open = [id]
    while let next = open.popLast() {
      for dependent in dependents[next] {
        switch states[dependent] {
        case .waiting, .ready, .runnable:
          states[dependent] = .skipped
          emit(.skipped(job: dependent))
          // Where it was to run in place of others, one of them has to.
          if let key = keys[dependent], leaders[key]?.job == dependent {
            let followers = leaders.removeValue(forKey: key)?.followers ?? []
            for follower in followers where states[follower] == .waiting { makeReady(follower) }
          }
          open.append(dependent)
        case .running, .done, .cached, .shared, .failed, .skipped: break
        }
      }
    }
  }

  /// Runs jobs again whose stored results turned out to be damaged.
  private mutating func recompute(_ damage: [JobControl.Damage], for job: Int?) {
    if let job {
      damageCounts[job, default: 0] += 1
      states[job] = .waiting
      if damageCounts[job, default: 0] > 3 {
        return fail(job, cause: damage[0].object.description, attempts: 1)
      }
    }
    for entry in damage {
      do {
        // Another job may have met the same damage, and its repair may be done already.
        if experiment.store.isStillDamaged(entry.object) {
          let path = try experiment.store.setAside(entry.object)
          emit(.damaged(job: entry.job, path: path, reason: entry.object.reason))
        }
      } catch { return fail(job ?? entry.job, cause: "\(error)", attempts: 1) }
      switch states[entry.job] {
      case .done, .cached, .shared:
        results[entry.job] = nil
        makeReady(entry.job)
      case .waiting, .ready, .runnable, .running, .failed, .skipped: break
      }
      if let job { waitingFor[job].insert(entry.job) }
    }
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
      case .failed: break
      case .waiting, .ready, .runnable, .running: summary.notReached += 1
      }
    }
    summary.wasCancelled = stopSwitch.isStopping && (summary.notReached > 0 || !exports.isEmpty)
    summary.elapsed = seconds
    return summary
  }
}
