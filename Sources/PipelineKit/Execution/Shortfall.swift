/// What a run will not get: jobs without a result, and what is left for those that go on without
/// them.
struct Shortfall: Sendable {
  /// What went wrong, by job that failed.
  private(set) var causes: [Int: String] = [:]
  /// Jobs that have no result and get none: failed, waiting for a failed one, or left out.
  private(set) var absent: Set<Int> = []

  mutating func add(_ job: Int, cause: String? = nil) {
    absent.insert(job)
    causes[job] = cause
  }

  /// What becomes of a job whose inputs all came to an end.
  enum Remainder {
    /// The job with the items that are there, and how many a port lost.
    case some(Job, lost: [(port: String, count: Int, of: Int)])
    /// Nothing is left to work on: all items of a port are missing, or the one that it takes.
    case none(port: String, count: Int)
  }

  /// A port that takes all items along the axes under `over` loses those that are missing. A job that
  /// lacks the one item of a port is left out, as is one that has nothing at all.
  ///
  /// - Parameter ports: the inputs that the job's stage declares.
  func remainder(of job: Job, _ ports: [Port]) -> Remainder {
    guard !absent.isEmpty else { return .some(job, lost: []) }
    var left = job
    left.inputs = []
    var lost: [(port: String, count: Int, of: Int)] = []
    for input in job.inputs {
      let items = input.items.filter { item in
        if case .job(let id, _) = item.origin { !absent.contains(id) } else { true }
      }
      let count = input.items.count - items.count
      if count > 0 { lost.append((input.port, count, input.items.count)) }
      if !items.isEmpty {
        left.inputs.append(JobInput(port: input.port, items: items))
      } else if count > 0 {
        let port = ports.first { $0.name == input.port }
        guard port?.takesMany == true, port?.isOptional == true else {
          return .none(port: input.port, count: count)
        }
      }
    }
    if left.inputs.isEmpty, let first = lost.first {
      return .none(port: first.port, count: first.of)
    }
    return .some(left, lost: lost)
  }
}

extension Experiment {
  /// The failures among all that `job` would have rested on, by stage in the order of the graph.
  func failures(before job: Job, _ shortfall: Shortfall) -> [(
    stage: String, groups: [FailureGroup]
  )] {
    guard !shortfall.causes.isEmpty else { return [] }
    return failures(among: ancestors(of: graph.jobs[job.id]).map { graph.jobs[$0] }, shortfall)
  }

  /// The failures among `jobs`, which are in the order of the graph.
  func failures(
    among jobs: [Job], _ shortfall: Shortfall
  ) -> [(stage: String, groups: [FailureGroup])] {
    var order: [String] = []
    var failed: [String: [Job]] = [:]
    for job in jobs where shortfall.causes[job.id] != nil {
      if failed[job.stage] == nil { order.append(job.stage) }
      failed[job.stage, default: []].append(job)
    }
    return order.map { stage in
      (stage, FailureGroup.groups(failed[stage] ?? [], among: jobs.filter { $0.stage == stage }))
    }
  }

  /// All jobs that lead to `job`, in order.
  func ancestors(of job: Job) -> [Int] {
    var ids: Set<Int> = []
    var open = upstream(of: job)
    while let id = open.popLast() {
      if ids.insert(id).inserted { open += upstream(of: graph.jobs[id]) }
    }
    return ids.sorted()
  }
}
