import PipelineKit

/// Slurm as it is: `sbatch` with job arrays, one `squeue` for all jobs, `scancel`.
///
/// Nothing else has to run: no server, no database. `squeue` also tells of jobs that ended within the
/// last minutes (`MinJobAge`); what it does not know is told by the store.
struct SlurmScheduler: Scheduler {
  let profile: ClusterProfile
  let indexVariable = "SLURM_ARRAY_TASK_ID"
  let mostTasks: Int

  /// States of jobs that are not over.
  private static let alive: Set<String> = [
    "PENDING", "RUNNING", "CONFIGURING", "COMPLETING", "SUSPENDED", "REQUEUED", "RESIZING",
    "SIGNALING", "STAGE_OUT", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT", "STOPPED",
    "RESV_DEL_HOLD",
  ]

  init(_ profile: ClusterProfile, mostTasks: Int) {
    self.profile = profile
    self.mostTasks = mostTasks
  }

  /// Asks the controller for its limits.
  ///
  /// - Throws: `SchedulerError` where there is no Slurm, or it does not answer.
  init(_ profile: ClusterProfile) throws {
    let answer = SchedulerCall.run(["scontrol", "show", "config"])
    guard answer.isDone else {
      throw SchedulerError(
        description: "Slurm does not answer ('scontrol show config': "
          + "\(answer.lines.last ?? "nothing")); is this a machine that jobs can be submitted from?",
        mayPass: true)
    }
    // Numbers of tasks are below this.
    let limit = answer.lines.first { $0.hasPrefix("MaxArraySize") }
      .flatMap { $0.split(separator: "=").last }
      .flatMap { Int($0.drop { $0 == " " }) }
    self.init(profile, mostTasks: max(1, limit ?? 1001))
  }

  func submit(_ request: SubmissionRequest) throws -> String {
    let answer = SchedulerCall.run(["sbatch"] + arguments(of: request))
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
    if let memory = resources.memory ?? profile.memory {
      words.append("--mem=\(max(1, (memory + (1 << 20) - 1) >> 20))M")
    }
    if let time = resources.time ?? profile.time {
      words.append("--time=\(max(1, Int((time / 60).rounded(.up))))")
    }
    words += profile.options.map { "--\($0.name)=\($0.value)" }
    return words + profile.flags + [request.script]
  }

  func states(of submissions: [(name: String, id: String?)]) -> [TaskState]? {
    // One call for all of them, whose answer does not grow with what others do.
    let answer = SchedulerCall.run([
      "squeue", "--noheader", "--array", "--states=all",
      "--name=\(submissions.map(\.name).joined(separator: ","))", "--format=%j|%F|%K|%T",
    ])
    guard answer.isDone else { return nil }
    return answer.lines.compactMap { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 4 else { return nil }
      return TaskState(
        name: fields[0], id: fields[1], task: Int(fields[2]),
        phase: Self.alive.contains(fields[3]) ? .alive : .over(fields[3]))
    }
  }

  func cancel(_ ids: [String]) {
    if !ids.isEmpty { _ = SchedulerCall.run(["scancel"] + ids) }
  }
}
