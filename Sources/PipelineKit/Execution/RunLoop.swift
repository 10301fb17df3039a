/// The course of a run: which job is next, and what follows when one ends.
///
/// It runs nothing itself. `ExperimentRun` asks for work, has it done, and hands back what came of it.
struct RunLoop {
  /// Something to do.
  enum Work: Sendable {
    case run(Int, JobOrder)
    case export(JobExporter)
  }

  /// What came of it.
  enum Completion: Sendable {
    case ran(Int, JobOutcome, log: [String])
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
  let options: RunOptions
  let executor: any Executor
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
  private var runnable = RunnableQueue()
  var exports = Queue<JobExporter>()
  /// Exports that are under way.
  var exporting = 0
  var decider: Decider
  /// Jobs that wait for the one that runs for their key.
  var followers: [JobKey: [Int]] = [:]
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
  /// How often a job was begun, since it last came to an end.
  var attempts: [Int: Int] = [:]
  /// What jobs ask for whose stages left something open.
  var filled: [Int: FilledResources] = [:]
  /// What a job's memory and time are multiplied by, after they ran out.
  var factors: [Int: (memory: Double, time: Double)] = [:]
  /// How often a job met damaged inputs.
  var damageCounts: [Int: Int] = [:]
  /// How often other jobs were started past the first one that did not fit.
  private var timesPassed = 0

  init(
    _ experiment: Experiment, _ options: RunOptions, on executor: any Executor,
    _ stopSwitch: StopSwitch, emit: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.experiment = experiment
    self.options = options
    self.executor = executor
    decider = Decider(experiment)
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
    while exporting < max(1, options.cores), let exporter = exports.popFirst() {
      exporting += 1
      work.append(.export(exporter))
    }
    return work
  }

  private mutating func nextRuns() -> [Work] {
    var work: [Work] = []
    var refused: Set<RunnableQueue.Ask> = []
    while let (job, ask) = runnable.first(besides: refused) {
      // It may have been skipped meanwhile.
      guard states[job] == .runnable, let record = records[job] else {
        runnable.removeFirst(of: ask)
        continue
      }
      // A large job must not wait for ever behind a stream of small ones.
      if !refused.isEmpty, timesPassed > 4 * options.cores { break }
      guard let threads = executor.room.take(resources(job)) else {
        refused.insert(ask)
        continue
      }
      runnable.removeFirst(of: ask)
      timesPassed = refused.isEmpty ? 0 : timesPassed + 1
      states[job] = .running
      attempts[job, default: 0] += 1
      emit(.started(job: job, attempt: attempts[job] ?? 1))
      work.append(.run(job, order(job, record, threads: threads)))
    }
    return work
  }

  /// Puts a job whose key is known behind those that wait for room.
  mutating func makeRunnable(_ job: Int) {
    states[job] = .runnable
    runnable.append(job, asking: resources(job))
  }

  /// What a job asks for, this time.
  func resources(_ id: Int) -> Resources {
    var resources = filled[id]?.resources ?? experiment.graph.jobs[id].resources
    guard let factors = factors[id] else { return resources }
    resources.memory = resources.memory.map { Int(Double($0) * factors.memory) }
    resources.time = resources.time.map { $0 * factors.time }
    return resources
  }

  private func order(_ id: Int, _ record: KeyRecord, threads: Int) -> JobOrder {
    let job = job(id)
    var order = JobOrder(
      manifest: experiment.graph.manifest, fragment: job.fragment, stage: job.stage,
      coordinates: job.coordinates, record: record, arithmetic: job.arithmetic,
      arithmeticLabel: job.arithmeticLabel, seed: job.seed,
      inputs: job.inputs.map { input in
        JobOrder.Input(
          port: input.port,
          items: input.items.compactMap { item in
            origin(of: item).map { JobOrder.Item(coordinates: item.coordinates, origin: $0) }
          })
      },
      notes: remainders[id]?.lines ?? [], threads: threads,
      timeout: job.timeLimit.map { $0 * (factors[id]?.time ?? 1) },
      versions: experiment.versions, facts: experiment.graph.facts)
    order.resources = resources(id)
    return order
  }

  private func origin(of item: JobInput.Item) -> JobOrder.Origin? {
    switch item.origin {
    case .file(let source): .file(source)
    // Its key is known: the job was decided on with its result.
    case .job(let id, let port):
      keys[id].map { .stored($0, port: port, stage: experiment.graph.jobs[id].stage) }
    }
  }

  /// Decides what becomes of a job whose inputs are known; they may have been lost meanwhile.
  private mutating func resolve(_ id: Int) {
    guard let job = remainder(of: id) else { return }
    do {
      let (recompute, computed) = (options.recompute, computed)
      let decision = try decider.decide(
        job, results: results, shortfall: shortfall,
        usesStore: { !recompute || computed.contains($0) })
      switch decision {
      case .waits(let upstream):
        waitingFor[id].formUnion(upstream)
        states[id] = .waiting
      case .sharedWith(_, let record, let key):
        note(id, record, key)
        followers[key, default: []].append(id)
        states[id] = .waiting
      case .cached(let record, let result):
        note(id, record, result.key)
        try noteRun(id, .cached)
        settle(id, result, .cached)
      case .runs(let record, let key, let damage):
        note(id, record, key)
        if let damage, let result = try mend(damage, id) {
          decider.release(key)
          try noteRun(id, .cached)
          return settle(id, result, .cached)
        }
        filled[id] = executor.room.filled(job.resources, of: job.stage) {
          experiment.inputBytes(of: job) { keys[$0] }
        }
        makeRunnable(id)
      }
    } catch {
      let waiting = keys[id].map { decider.leads(id, $0) ? release($0) : [] } ?? []
      fail(id, cause: "\(error)", attempts: 0)
      for follower in waiting where states[follower] == .waiting { makeReady(follower) }
    }
  }

  private mutating func note(_ id: Int, _ record: KeyRecord, _ key: JobKey) {
    records[id] = record
    keys[id] = key
  }

  /// Moves a damaged result out of the way.
  ///
  /// - Returns: what is there in its place, where another process was faster.
  private func mend(_ damage: DamagedObject, _ id: Int) throws -> Store.Result? {
    guard let path = try experiment.store.setAside(damage) else {
      return try experiment.store.lookUp(damage.key)
    }
    emit(.damaged(job: id, path: path, reason: damage.reason))
    return nil
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
    summary.results = results
    return summary
  }
}
