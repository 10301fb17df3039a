/// Finds out what a run would do, without running anything and without needing any output to exist.
public struct Planner: Sendable {
  private let experiment: Experiment
  /// No result of any job; one for all questions, as it is as long as the graph.
  private let noResults: [Store.Result?]

  public init(_ experiment: Experiment) {
    self.experiment = experiment
    noResults = Array(repeating: nil, count: experiment.graph.jobs.count)
  }

  /// The state of every job, in the order of the graph.
  public func plan() -> Plan {
    var results = [Store.Result?](repeating: nil, count: experiment.graph.jobs.count)
    var decider = Decider(experiment, atOnce: true)
    let jobs = experiment.graph.jobs.map { job in
      let last = experiment.store.closestRun(
        of: experiment.graph.manifest, stage: job.stage, coordinates: job.coordinates)
      let state: JobPlan.State
      do {
        let decision = try decider.decide(job, results: results)
        if case .cached(_, let result) = decision { results[job.id] = result }
        state = try self.state(of: job, decision, last, &decider)
      } catch { state = .problem("\(error)") }
      var plan = JobPlan(
        job: job, state: state, lastRun: last, manifest: experiment.graph.manifest)
      if let result = results[job.id] {
        plan.exports = experiment.outstandingExports(of: job, result)
        plan.unmet = experiment.unmet(job, result, onlyStops: true).map(\.sentence)
      }
      return plan
    }
    return Plan(jobs: jobs, staleExports: experiment.staleExports())
  }

  /// A decision as a plan tells it, with its reason.
  private func state(
    of job: Job, _ decision: Decision, _ last: RunRecord?, _ decider: inout Decider
  ) throws -> JobPlan.State {
    switch decision {
    case .waits(let upstream):
      .waits(on: upstream, try reasonWhileWaiting(job, last, &decider))
    case .sharedWith(let leader, let record, let key):
      .willRun(key, reason(record, key, last), sharedWith: leader)
    case .cached(_, let result): .cached(result.key)
    case .runs(let record, let key, let damage):
      .willRun(
        key, damage.map { .damaged($0.description) } ?? reason(record, key, last), sharedWith: nil)
    }
  }

  private func reason(_ record: KeyRecord, _ key: JobKey, _ last: RunRecord?) -> JobPlan.Reason {
    guard let last else { return .neverRan }
    if last.key == key {
      if last.status == .failed { return .failed }
      let changes = experiment.store.kernelChanges(of: key)
      return changes.isEmpty ? .resultGone : .kernelsChanged(changes)
    }
    guard let old = experiment.store.record(for: last.key) else { return .neverRan }
    return .changed(record.changes(since: old))
  }

  /// What changed in the fields that do not depend on inputs.
  private func reasonWhileWaiting(
    _ job: Job, _ last: RunRecord?, _ decider: inout Decider
  ) throws -> JobPlan.Reason {
    guard let last, let old = experiment.store.record(for: last.key) else { return .neverRan }
    var own = job
    own.inputs = []
    let record = try decider.record(of: own, results: noResults).record
    return .changed(record.changes(since: old, comparingInputs: false))
  }
}
