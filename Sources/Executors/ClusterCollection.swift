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
      let states = scheduler.states(of: live.map { ($0.table.name, $0.table.submission) })
    else { return }
    for submission in live {
      let own = states.filter {
        $0.name == submission.table.name || $0.id == submission.table.submission
      }
      for (task, lines) in submission.table.tasks.enumerated()
      where lines.contains(where: { submission.entries[$0] != nil }) {
        let known = own.filter { $0.task == task } + own.filter { $0.task == nil }
        if known.contains(where: { $0.phase == .alive }) {
          state.withLock { $0.live[submission.table.folder]?.absent[task] = nil }
        } else {
          miss(task, of: submission.table, as: known.last)
        }
      }
    }
  }

  /// A task is over as far as the scheduler knows.
  private func miss(_ task: Int, of table: TaskTable, as state: TaskState?) {
    let questions = self.state.withLock { all in
      all.live[table.folder]?.absent[task, default: 0] += 1
      return all.live[table.folder]?.absent[task] ?? 0
    }
    // Its shell has said so as well, or enough time has passed for its files to be seen.
    guard questions >= Self.patience || table.exit(of: task) != nil && questions > 1 else { return }
    collect()
    let entries = self.state.withLock { all in
      all.live[table.folder]?.entries.filter { table.tasks[task].contains($0.key) } ?? [:]
    }
    let progress = table.progress
    var word = ""
    if case .over(let said)? = state?.phase { word = said }
    for (line, entry) in entries.sorted(by: { $0.key < $1.key })
    where !progress.ended.contains(line) {
      take(line, of: table)
      JobClaim.drop(table.keys[line], in: store, holder: JobClaim.holder(table.name, line))
      let hasBegun = progress.begun.contains(line)
      let failure = Self.failure(
        word, exit: table.exit(of: task), hasBegun: hasBegun, said: table.lastLines(of: task))
      if failure == nil || !hasBegun, entry.losses < Self.mostLosses, !Self.isCancelled(word) {
        var again = entry
        again.losses += 1
        self.state.withLock { $0.waiting.append(again) }
      } else {
        entry.finish(failure ?? .failed(cause: Self.lost, nil, of: .other))
      }
    }
  }

  private static let lost =
    "its task ended again and again without saying what became of it: nodes may be failing"

  private static func isCancelled(_ word: String) -> Bool { word.hasPrefix("CANCELLED") }

  /// What a job failed of whose task ended before it; `nil` where that is the node's fault.
  static func failure(
    _ word: String, exit: Int?, hasBegun: Bool, said: [String]
  ) -> JobOutcome? {
    let words = said.isEmpty ? "" : ": \(said.joined(separator: "; "))"
    switch word {
    case "TIMEOUT", "DEADLINE":
      return .failed(
        cause: "the cluster ended it because its time was over; ask for more under 'resources'",
        nil,
        of: .timeout)
    case "OUT_OF_MEMORY":
      return .failed(
        cause:
          "the cluster ended it because it took more memory than it had asked for; ask for more "
          + "under 'resources'", nil, of: .memory)
    case "NODE_FAIL", "BOOT_FAIL", "PREEMPTED": return nil
    case "CANCELLED":
      return .failed(cause: "somebody cancelled its task", nil, of: .other)
    default: break
    }
    switch exit {
    case 137:
      return .failed(
        cause:
          "its process was killed (signal 9), as the system does where memory runs out; ask for "
          + "more under 'resources'\(words)", nil, of: .memory)
    case let status? where status > 128:
      return .failed(cause: "its process crashed (signal \(status - 128))\(words)", nil, of: .other)
    case let status? where status != 0:
      return .failed(cause: "its task ended with status \(status)\(words)", nil, of: .other)
    default: return nil
    }
  }
}
