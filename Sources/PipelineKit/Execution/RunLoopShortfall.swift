/// What becomes of the others when a job gives no result.
extension RunLoop {
  /// The job as it is without the items that are missing.
  func job(_ id: Int) -> Job { remainders[id]?.job ?? experiment.graph.jobs[id] }

  /// Tells the jobs that read from `id` that it has no result: they are skipped, or go on without it
  /// where their stage says so, or where it was left out before them.
  mutating func goOn(without id: Int) {
    var open = [id]
    while let lost = open.popLast() {
      tellLate(lost)
      for dependent in dependents[lost] {
        switch states[dependent] {
        case .running, .done, .cached, .shared, .failed, .skipped, .leftOut: continue
        case .waiting, .ready, .runnable: break
        }
        giveUpLead(dependent)
        if states[lost] == .leftOut || experiment.graph.jobs[dependent].dropsFailed {
          waitingFor[dependent].remove(lost)
          states[dependent] = .waiting
          if waitingFor[dependent].isEmpty { makeReady(dependent) }
        } else {
          states[dependent] = .skipped
          shortfall.add(dependent)
          emit(.skipped(job: dependent))
          open.append(dependent)
        }
      }
    }
  }

  /// A job came to an end, whichever.
  mutating func tellLate(_ id: Int) {
    for job in late.removeValue(forKey: id) ?? [] where waitingFor[job].remove(id) != nil {
      if waitingFor[job].isEmpty, states[job] == .waiting { makeReady(job) }
    }
  }

  /// Whether all that would have led to a job has come to an end. If not, the job waits for it: what
  /// it says of its failures, and a report's key with it, must not depend on what failed first.
  private mutating func isComplete(before id: Int) -> Bool {
    let open = experiment.ancestors(of: experiment.graph.jobs[id])
      .filter { results[$0] == nil && !shortfall.absent.contains($0) }
    guard !open.isEmpty else { return true }
    states[id] = .waiting
    waitingFor[id].formUnion(open)
    for job in open { late[job, default: []].append(id) }
    return false
  }

  /// Where a job was to run in place of others, one of them has to.
  private mutating func giveUpLead(_ id: Int) {
    guard let key = keys[id] else { return }
    if decider.leads(id, key) {
      for follower in release(key) where states[follower] == .waiting { makeReady(follower) }
    } else {
      followers[key]?.removeAll { $0 == id }
    }
    keys[id] = nil
    records[id] = nil
  }

  /// The job with the items that are there; `nil` where nothing is left for it to work on, or not all
  /// is known yet.
  mutating func remainder(of id: Int) -> Job? {
    let job = experiment.graph.jobs[id]
    remainders[id] = nil
    if shortfall.absent.isEmpty { return job }
    let ports = (try? experiment.catalog.ports(of: job))?.inputs ?? []
    switch shortfall.remainder(of: job, ports) {
    case .some(let left, let lost):
      guard !lost.isEmpty else { return job }
      guard isComplete(before: id) else { return nil }
      noteDropping(by: job)
      let counts = lost.map { "\($0.count) of \($0.of) items of '\($0.port)'" }
      remainders[id] = (
        left,
        ["goes on without \(counts.joined(separator: " and ")), for want of results:"]
          + failureLines(before: job)
      )
      return left
    case .none(let port, let count):
      guard isComplete(before: id) else { return nil }
      noteDropping(by: job)
      states[id] = .leftOut
      shortfall.add(id)
      let what =
        count == 1
        ? "the item of '\(port)' is missing" : "all \(count) items of '\(port)' are missing"
      emit(.leftOut(job: id, cause: "\(what), for want of results"))
      goOn(without: id)
      return nil
    }
  }

  private func failureLines(before job: Job) -> [String] {
    experiment.failures(before: job, shortfall).flatMap { stage, groups in
      groups.map { "\(stage) \($0): \(shortfall.causes[$0.members[0]] ?? "")" }
    }
  }

  /// Notes the stage of a job that goes on without others, for those that failed.
  private mutating func noteDropping(by job: Job) {
    guard job.dropsFailed else { return }
    var seen: Set<Int> = []
    var open = experiment.upstream(of: job).filter(shortfall.absent.contains)
    while let id = open.popLast() {
      guard seen.insert(id).inserted else { continue }
      if shortfall.causes[id] != nil { droppers[id, default: []].insert(job.stage) }
      open += experiment.upstream(of: experiment.graph.jobs[id]).filter(shortfall.absent.contains)
    }
  }

  /// The failed jobs by stage, for the end of the run.
  var failedStages: [FailedStage] {
    experiment.failures(among: experiment.graph.jobs, shortfall).map { stage, groups in
      let ids = groups.flatMap(\.members)
      let names = ids.reduce(into: Set<String>()) { $0.formUnion(droppers[$1] ?? []) }
      return FailedStage(
        stage: stage, mark: experiment.graph.jobs[ids[0]].mark, groups: groups,
        droppedBy: names.sorted())
    }
  }

  /// Stages with jobs that were left out and none that has a result.
  var emptyStages: [String] {
    var leftOut: [String] = []
    var full: Set<String> = []
    for job in experiment.graph.jobs {
      if results[job.id] != nil { full.insert(job.stage) }
      if states[job.id] == .leftOut, leftOut.last != job.stage { leftOut.append(job.stage) }
    }
    return leftOut.filter { !full.contains($0) }
  }
}
