import PipelineKit

/// Slurm as it is: `sbatch` with job arrays, one `squeue` for all jobs, `scancel`.
///
/// Nothing else has to run: no server, no database. `squeue` also tells of jobs that ended within the
/// last minutes (`MinJobAge`), and one `sacct` of earlier ones where the cluster keeps accounts; what
/// neither knows is told by the store.
struct SlurmScheduler: Scheduler {
  typealias Call = @Sendable ([String]) -> SchedulerCall.Outcome

  let profile: ClusterProfile
  let indexVariable = "SLURM_ARRAY_TASK_ID"
  let mostTasks: Int
  /// Whether `sacct` knows what has ended.
  let keepsAccounts: Bool
  private let call: Call

  /// States of jobs that have not begun, or are to begin again.
  private static let waiting: Set<String> = [
    "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT",
    "RESV_DEL_HOLD",
  ]
  /// States of jobs that have begun and are not over.
  private static let running: Set<String> = [
    "RUNNING", "COMPLETING", "SUSPENDED", "RESIZING", "SIGNALING", "STAGE_OUT", "STOPPED",
  ]

  init(
    _ profile: ClusterProfile, mostTasks: Int, keepsAccounts: Bool = false,
    call: @escaping Call = { SchedulerCall.run($0) }
  ) {
    self.profile = profile
    self.mostTasks = mostTasks
    self.keepsAccounts = keepsAccounts
    self.call = call
  }

  /// Asks the controller for its limits.
  ///
  /// - Throws: `SchedulerError` where there is no Slurm, or it does not answer.
  init(
    _ profile: ClusterProfile, call: @escaping Call = { SchedulerCall.run($0) }
  ) throws {
    let answer = call(["scontrol", "show", "config"])
    guard answer.isDone else {
      throw SchedulerError(
        description: "Slurm does not answer ('scontrol show config': "
          + "\(answer.lines.last ?? "nothing")); is this a machine that jobs can be submitted from?",
        mayPass: true)
    }
    func setting(_ name: String) -> Substring? {
      answer.lines.first { $0.hasPrefix(name) }?.split(separator: "=").last?.drop { $0 == " " }
    }
    // Numbers of tasks are below the limit.
    self.init(
      profile, mostTasks: max(1, setting("MaxArraySize").flatMap { Int($0) } ?? 1001),
      keepsAccounts: setting("AccountingStorageType")?.contains("none") == false, call: call)
  }

  func submit(_ request: SubmissionRequest) throws -> String {
    let answer = call(["sbatch"] + arguments(of: request))
    if answer.isDone, let id = answer.lines.last?.split(separator: ";").first,
      Int(id) != nil
    {
      return String(id)
    }
    let said = answer.lines.suffix(2).joined(separator: "; ")
    let passing = [
      "timed out", "Unable to contact", "temporarily unavailable", "SubmitLimit",
      "SubmitJobPerUserLimit", "MaxSubmit", "did not answer", "Resource temporarily",
      "Connection refused", "Zero Bytes",
    ]
    throw SchedulerError(
      description: "sbatch refused: \(said)", mayPass: passing.contains { said.contains($0) })
  }

  /// The words behind `sbatch`.
  func arguments(of request: SubmissionRequest) -> [String] {
    let resources = request.resources
    var words = [
      "--parsable", "--job-name=\(request.name)", "--array=0-\(request.count - 1)",
      "--output=\(request.folder)/task-%a.log", "--open-mode=append", "--requeue",
      "--cpus-per-task=\(max(1, resources.cores))",
    ]
    if let memory = resources.memory {
      words.append("--mem=\(max(1, (memory + (1 << 20) - 1) >> 20))M")
    }
    if let time = resources.time {
      words.append("--time=\(max(1, Int((time / 60).rounded(.up))))")
    }
    words += profile.options.map { "--\($0.name)=\($0.value)" }
    return words + profile.flags + [request.script]
  }

  func states(of submissions: [SubmissionQuestion]) -> [TaskState]? {
    // One call for all of them, whose answer does not grow with what others do.
    let answer = call([
      "squeue", "--noheader", "--array", "--states=all",
      "--name=\(submissions.map(\.name).joined(separator: ","))", "--format=%j|%F|%K|%T|%r",
    ])
    guard answer.isDone else { return nil }
    let states = answer.lines.compactMap { line -> TaskState? in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 5 else { return nil }
      return TaskState(
        name: fields[0], id: fields[1], task: Int(fields[2]), phase: Self.phase(fields[3]),
        reason: fields[4])
    }
    return keepsAccounts ? states + accounts(of: submissions, beside: states) : states
  }

  /// What has ended so long ago that `squeue` no longer knows it.
  private func accounts(
    of submissions: [SubmissionQuestion], beside states: [TaskState]
  ) -> [TaskState] {
    var known: [String: Set<Int>] = [:]
    var queued: Set<String> = []
    for state in states {
      if let task = state.task {
        known[state.id, default: []].insert(task)
      } else {
        queued.insert(state.id)
      }
    }
    let ids = submissions.compactMap { submission -> String? in
      guard let id = submission.id, !queued.contains(id),
        !submission.tasks.isSubset(of: known[id] ?? [])
      else { return nil }
      return id
    }
    guard !ids.isEmpty else { return [] }
    let answer = call([
      "sacct", "--noheader", "--parsable2", "--allocations", "--jobs=\(ids.joined(separator: ","))",
      "--format=JobID,State",
    ])
    guard answer.isDone else { return [] }
    return answer.lines.compactMap { line in
      let fields = line.split(separator: "|").map(String.init)
      guard fields.count == 2, let word = fields[1].split(separator: " ").first else { return nil }
      let parts = fields[0].split(separator: "_")
      guard parts.count == 2, let task = Int(parts[1]),
        known[String(parts[0])]?.contains(task) != true
      else { return nil }
      return TaskState(
        name: nil, id: String(parts[0]), task: task, phase: Self.phase(String(word)))
    }
  }

  private static func phase(_ word: String) -> TaskState.Phase {
    waiting.contains(word) ? .waiting : running.contains(word) ? .running : .over(word)
  }

  func cancel(_ ids: [String]) {
    if !ids.isEmpty { _ = call(["scancel"] + ids) }
  }
}
