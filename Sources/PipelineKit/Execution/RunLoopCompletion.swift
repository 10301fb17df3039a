/// What follows when a job ends.
extension RunLoop {
  mutating func take(_ completion: Completion) {
    switch completion {
    case .ran(let id, let outcome, let log):
      executor.room.giveBack(resources(id))
      if !isTriedAgain(id, outcome) { finishRun(id, outcome, attempts[id] ?? 1, log) }
    case .exported(let id, let outcome):
      exporting -= 1
      finishExport(id, outcome)
    }
  }

  /// Whether a failed job runs once more, as its stage says; then it waits for room again.
  private mutating func isTriedAgain(_ id: Int, _ outcome: JobOutcome) -> Bool {
    let rule = retryRule(id)
    guard case .failed(let cause, _, let reason?) = outcome, rule.on.contains(reason),
      let attempt = attempts[id], attempt <= rule.times, !stopSwitch.isStopping
    else { return false }
    let before = factors[id]
    factors[id] = (
      memory: (before?.memory ?? 1) * (reason == .memory ? rule.memory : 1),
      time: (before?.time ?? 1) * (reason == .timeout ? rule.time : 1)
    )
    // More than there is would wait for ever.
    if executor.room.refusal(of: resources(id)) != nil { factors[id] = before }
    emit(.retry(job: id, attempt: attempt, cause: cause))
    makeRunnable(id)
    return true
  }

  /// When a job is tried again: as its stage says, and where a limit was foretold too low.
  private func retryRule(_ id: Int) -> RetryRule {
    var rule = experiment.graph.jobs[id].retries
    guard let foretold = filled[id]?.foretold, !foretold.isEmpty else { return rule }
    rule.times = max(rule.times, Self.mostForetold)
    if experiment.graph.jobs[id].retries.times == 0 { rule.on = [] }
    rule.on.formUnion(foretold)
    if foretold.contains(.memory) { rule.memory = max(rule.memory, 2) }
    if foretold.contains(.timeout) { rule.time = max(rule.time, 2) }
    return rule
  }

  /// How often a limit that was foretold too low is raised.
  private static let mostForetold = 3

  private mutating func finishRun(
    _ id: Int, _ outcome: JobOutcome, _ attempts: Int, _ log: [String]
  ) {
    let followers = keys[id].map { release($0) } ?? []
    // What runs again for want of its result has all its tries.
    defer { self.attempts[id] = nil }
    switch outcome {
    case .stored(let seconds, let difference):
      guard let key = keys[id], let result = stored(key, by: id, attempts) else { break }
      computed.insert(key)
      emit(.finished(job: id, seconds: seconds))
      if let difference {
        let job = experiment.graph.jobs[id]
        let finding = Finding(
          job: id, stage: job.stage, coordinates: job.coordinates, key: key,
          first: difference.first, other: difference.other)
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
    case .failed(let cause, let breakdown, _):
      fail(id, cause: cause, breakdown, attempts: attempts, log: log)
      // The same work would fail again; other stages may have other timeouts.
      let stage = experiment.graph.jobs[id].stage
      for follower in followers
      where states[follower] == .waiting && experiment.graph.jobs[follower].stage == stage {
        fail(follower, cause: cause, breakdown, attempts: attempts, log: log)
      }
    case .damaged(let objects):
      let upstream = experiment.upstream(of: experiment.graph.jobs[id])
      recompute(
        objects.flatMap { object in
          upstream.filter { keys[$0] == object.key }.map { ($0, object) }
        }, for: id)
    case .cancelled: states[id] = .waiting
    }
    for follower in followers where states[follower] == .waiting { makeReady(follower) }
  }

  /// The result that a job has just stored; the job fails where it is gone again.
  private mutating func stored(_ key: JobKey, by id: Int, _ attempts: Int) -> Store.Result? {
    do {
      if let result = try experiment.store.lookUp(key) { return result }
      fail(id, cause: "its result left the store as soon as it was there", attempts: attempts)
    } catch { fail(id, cause: "\(error)", attempts: attempts) }
    return nil
  }

  /// Lets go of a key; the jobs that waited for it.
  mutating func release(_ key: JobKey) -> [Int] {
    decider.release(key)
    return followers.removeValue(forKey: key) ?? []
  }

  /// A job has its result: lets its dependents go on and its exports leave.
  mutating func settle(_ id: Int, _ result: Store.Result, _ state: State) {
    // What a kind warns of is not said again of results that the store had.
    let unmet = experiment.unmet(
      experiment.graph.jobs[id], result, includesShipped: state != .cached)
    let stopping = unmet.filter(\.stops).map(\.sentence)
    guard stopping.isEmpty else {
      return fail(id, cause: stopping.joined(separator: "; "), attempts: attempts[id] ?? 0)
    }
    for (problem, _) in unmet { emit(.warning(job: id, sentence: problem)) }
    states[id] = state
    results[id] = result
    if state == .cached { emit(.cached(job: id)) }
    for dependent in dependents[id] where waitingFor[dependent].remove(id) != nil {
      if waitingFor[dependent].isEmpty, states[dependent] == .waiting { makeReady(dependent) }
    }
    tellLate(id)
    let job = experiment.graph.jobs[id]
    guard let key = keys[id], !job.exports.isEmpty else { return }
    let tellsOfTheRun = experiment.catalog[job.kind]?.usesLineage == true
    let exporter = JobExporter(
      experiment: experiment, job: job, key: key, result: result, permit: permit,
      expected: tellsOfTheRun ? experiment.expected(before: job, results: results) : [])
    if !exporter.outstanding.isEmpty { exports.append(exporter) }
  }

  private mutating func finishExport(_ id: Int, _ outcome: JobExporter.Outcome) {
    switch outcome {
    case .done(let paths):
      summary.exported += paths
      for path in paths { emit(.exported(job: id, path: path)) }
    case .failed(let path, let cause): report(id, cause: cause, nil, attempts: 1, export: path)
    case .damaged(let object): recompute([(id, object)], for: nil)
    }
  }

  mutating func fail(
    _ id: Int, cause: String, _ breakdown: Breakdown? = nil, attempts: Int, log: [String] = []
  ) {
    states[id] = .failed
    report(id, cause: cause, breakdown, attempts: attempts, log: log)
    if attempts > 0 {
      // The failure is reported either way; only `why` would miss it.
      try? noteRun(id, .failed)
    }
    shortfall.add(id, cause: cause)
    goOn(without: id)
  }

  private mutating func report(
    _ id: Int, cause: String, _ breakdown: Breakdown?, attempts: Int, log: [String] = [],
    export: String? = nil
  ) {
    let job = experiment.graph.jobs[id]
    let isExport = export != nil
    // The failure is reported either way; only `logs` would miss it.
    try? experiment.store.note(
      FailureLog(
        manifest: experiment.graph.manifest, stage: job.stage, coordinates: job.coordinates,
        cause: cause, attempts: attempts, path: export, ended: Files.now(), lines: log))
    let failure = JobFailure(
      job: id, stage: job.stage, coordinates: job.coordinates, mark: job.mark, cause: cause,
      attempts: attempts, breakdown: breakdown, isExport: isExport,
      isDropped: isDroppable[id] && !isExport)
    summary.failures.append(failure)
    if !failure.isDropped { hasFailedForGood = true }
    emit(.failed(failure))
  }

  /// Runs jobs again whose stored results turned out to be damaged.
  private mutating func recompute(
    _ damage: [(job: Int, object: DamagedObject)], for job: Int?
  ) {
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
        if let path = try experiment.store.setAside(entry.object) {
          emit(.damaged(job: entry.job, path: path, reason: entry.object.reason))
        }
      } catch { return fail(job ?? entry.job, cause: "\(error)", attempts: 1) }
      switch states[entry.job] {
      case .done, .cached, .shared:
        results[entry.job] = nil
        makeReady(entry.job)
      case .waiting, .ready, .runnable, .running, .failed, .skipped, .leftOut: break
      }
      if let job { waitingFor[job].insert(entry.job) }
    }
    // What was to be repaired may have failed by now.
    guard let job else { return }
    for lost in waitingFor[job].filter(shortfall.absent.contains) { goOn(without: lost) }
  }
}
