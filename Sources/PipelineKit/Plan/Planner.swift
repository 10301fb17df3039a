/// Finds out what a run would do, without running anything and without needing any output to exist.
public struct Planner: Sendable {
  private let experiment: Experiment

  public init(_ experiment: Experiment) { self.experiment = experiment }

  /// The state of every job, in the order of the graph.
  public func plan() -> Plan {
    var results = [Store.Result?](repeating: nil, count: experiment.graph.jobs.count)
    var firstWithKey: [JobKey: Int] = [:]
    let jobs = experiment.graph.jobs.map { job in
      let last = experiment.store.closestRun(
        of: experiment.graph.manifest, stage: job.stage, coordinates: job.coordinates)
      let state = state(of: job, last, &results, &firstWithKey)
      let exports = results[job.id].map { experiment.outstandingExports(of: job, $0) } ?? []
      return JobPlan(
        id: job.id, stage: job.stage, coordinates: job.coordinates, state: state, exports: exports,
        lastRun: last,
        manifest: experiment.graph.manifest)
    }
    return Plan(jobs: jobs)
  }

  private func state(
    of job: Job, _ last: RunRecord?, _ results: inout [Store.Result?],
    _ firstWithKey: inout [JobKey: Int]
  ) -> JobPlan.State {
    do {
      let missing = experiment.upstream(of: job).filter { results[$0] == nil }
      guard missing.isEmpty else {
        return .waits(on: missing, try reasonWhileWaiting(job, last))
      }
      let record = try experiment.record(of: job, results: results)
      let key = record.key
      do {
        if let result = try experiment.store.lookUp(key) {
          results[job.id] = result
          return .cached(key)
        }
      } catch let damage as DamagedObject {
        return .willRun(key, .damaged(damage.description), sharedWith: nil)
      }
      let shared = firstWithKey[key]
      if shared == nil { firstWithKey[key] = job.id }
      return .willRun(key, reason(record, key, last), sharedWith: shared)
    } catch {
      return .problem("\(error)")
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
  private func reasonWhileWaiting(_ job: Job, _ last: RunRecord?) throws -> JobPlan.Reason {
    guard let last, let old = experiment.store.record(for: last.key) else { return .neverRan }
    var own = job
    own.inputs = []
    let results = [Store.Result?](repeating: nil, count: experiment.graph.jobs.count)
    let record = try experiment.record(of: own, results: results)
    return .changed(record.changes(since: old, comparingInputs: false))
  }
}
