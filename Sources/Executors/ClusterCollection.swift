import PipelineKit
import Synchronization

/// How results come back, and what becomes of jobs that do not.
extension ClusterQueue {
  /// Questions to a scheduler that knows a task no more, after which it is taken for gone: files may
  /// take a moment from node to node.
  private static let patience = 3
  /// How often a job is submitted again that its task never began.
  private static let mostLosses = 3

  /// Hands on what has ended.
  func collect() {
    let live = state.withLock { Array($0.live.values) }
    for submission in live {
      let ended = submission.table.progress.ended
      for line in ended.sorted() {
        guard let entry = submission.entries[line], let record = submission.table.record(line)
        else { continue }
        // A result is there once this machine sees it.
        if case .stored = record.outcome, !sees(entry) { continue }
        take(line, of: submission.table)
        for event in record.events { entry.tell(event) }
        entry.finish(record.outcome)
      }
    }
  }

  private func sees(_ entry: Entry) -> Bool {
    ((try? entry.site.store.lookUp(entry.order.record.key)) ?? nil) != nil
  }

  /// Waits for a line no more.
  private func take(_ line: Int, of table: TaskTable) {
    let isOver = state.withLock { state in
      state.live[table.folder]?.entries[line] = nil
      state.lastChange = .now
      guard state.live[table.folder]?.entries.isEmpty ?? false else { return false }
      state.live[table.folder] = nil
      return true
    }
    // Others of its jobs may still run, which nobody has asked for yet; what failed keeps its files.
    if isOver, table.progress.ended.count == table.keys.count { table.remove() }
  }

  /// Asks which tasks are over, one question for all of them, and less often while nothing happens.
  func askScheduler() {
    let (live, isDue) = state.withLock { state in
      let quiet = ContinuousClock.now - state.lastChange
      let interval = min(max(quiet / .seconds(4), 1), 30)
      let isDue = ContinuousClock.now - state.lastQuestion > .seconds(interval)
      if isDue { state.lastQuestion = .now }
      return (Array(state.live.values), isDue && !state.live.isEmpty)
    }
    guard isDue,
      let states = scheduler.states(
        of: live.map { submission in
          SubmissionQuestion(
            name: submission.table.name, id: submission.table.submission,
            tasks: awaited(submission))
        })
    else { return }
    for submission in live {
      let own = states.filter {
        $0.name == submission.table.name || $0.id == submission.table.submission
      }
      let exits = submission.table.progress.exits
      for task in awaited(submission).sorted() {
        let known = own.filter { $0.task == task } + own.filter { $0.task == nil }
        if let alive = known.first(where: { $0.goesOn(exit: exits.contains(task)) }) {
          if alive.phase == .waiting { tell(alive.reason, submission, task) }
          state.withLock { $0.live[submission.table.folder]?.absent[task] = nil }
        } else {
          miss(task, of: submission.table, as: known.last)
        }
      }
    }
  }

  /// The tasks with jobs that somebody waits for.
  private func awaited(_ submission: Live) -> Set<Int> {
    Set(
      submission.table.tasks.indices.filter { task in
        submission.table.tasks[task].contains { submission.entries[$0] != nil }
      })
  }

  /// Says why tasks wait where that does not pass by itself, once for each reason.
  private func tell(_ reason: String, _ submission: Live, _ task: Int) {
    guard Self.lastingReasons.contains(where: { reason.hasPrefix($0) }),
      state.withLock({ $0.reasons.insert(reason).inserted }),
      let entry = submission.table.tasks[task].lazy.compactMap({ submission.entries[$0] }).first
    else { return }
    entry.tell(
      .notice(
        "waits in the cluster's queue because of '\(reason)', which may last: jobs there can ask for "
          + "less under 'resources', or go elsewhere by the profile"))
  }

  /// Why Slurm lets jobs wait that ask for what there is not, or that a person has to see to.
  private static let lastingReasons = [
    "BadConstraints", "PartitionNodeLimit", "PartitionTimeLimit", "PartitionDown",
    "PartitionInactive", "ReqNodeNotAvail", "Nodes required for job are DOWN", "AccountNotAllowed",
    "QOSNotAllowed", "InvalidAccount", "InvalidQOS", "JobHeldAdmin", "JobHeldUser",
    "launch failed requeued held", "AssocMaxCpuPerJobLimit", "AssocMaxMemPerJob",
    "QOSMaxMemoryPerJob", "QOSMaxCpuPerJobLimit", "QOSMaxWallDurationPerJobLimit",
    "AssocMaxWallDurationPerJobLimit",
  ]

  /// A task is over as far as the scheduler or its own shell knows.
  private func miss(_ task: Int, of table: TaskTable, as state: TaskState?) {
    let questions = self.state.withLock { all in
      all.live[table.folder]?.absent[task, default: 0] += 1
      return all.live[table.folder]?.absent[task] ?? 0
    }
    let exit = table.exit(of: task)
    // Its shell has said so as well, or enough time has passed for its files to be seen.
    guard questions >= Self.patience || exit != nil && questions > 1 else { return }
    collect()
    let entries = self.state.withLock { all in
      all.live[table.folder]?.entries.filter { table.tasks[task].contains($0.key) } ?? [:]
    }
    let progress = table.progress
    var word = ""
    if case .over(let said)? = state?.phase { word = said }
    let end = TaskEnd(word: word, exit: exit, said: table.lastLines(of: task))
    for (line, entry) in entries.sorted(by: { $0.key < $1.key })
    where !progress.ended.contains(line) {
      take(line, of: table)
      JobClaim.drop(table.keys[line], in: store, holder: JobClaim.holder(table.name, line))
      let failure = end.failure
      if failure == nil || !progress.begun.contains(line), entry.losses < Self.mostLosses,
        !end.isCancelled
      {
        var again = entry
        again.losses += 1
        if !word.isEmpty, failure == nil {
          entry.tell(.notice("was submitted again, as its task ended in state \(word)"))
        }
        self.state.withLock { $0.waiting.append(again) }
      } else {
        entry.finish(failure ?? .failed(cause: Self.lost + end.words, nil, of: .other))
      }
    }
  }

  private static let lost =
    "its task ended again and again without saying what became of it: nodes may be failing"
}
