import Files
import PipelineKit
import Processes
import Synchronization

/// The jobs of a run that are to go to a cluster, that are there, and that have come back.
///
/// One thread does all of it: it puts what waits together, submits it, looks into the tables for what
/// has ended, and asks the scheduler, more and more seldom while nothing happens.
final class ClusterQueue: Sendable {
  /// A job that somebody waits for.
  struct Entry: Sendable {
    var order: JobOrder
    var site: JobSite
    var tell: @Sendable (JobEvent) -> Void
    var finish: @Sendable (JobOutcome) -> Void
    /// How often it was submitted and came to nothing.
    var losses = 0
  }

  /// A submission that is under way.
  struct Live: Sendable {
    var table: TaskTable
    /// Those whose end is awaited, by line.
    var entries: [Int: Entry]
    /// Tasks that the scheduler no longer knows, with how often it was asked since.
    var absent: [Int: Int] = [:]
  }

  struct State: Sendable {
    var waiting: [Entry] = []
    var live: [String: Live] = [:]
    /// Lines of tables of before that are still under way, by key of their jobs.
    var found: [JobKey: (table: TaskTable, line: Int)] = [:]
    var isStopping = false
    var isRunning = false
    var hasLooked = false
    /// When it was last known that something happened.
    var lastChange = ContinuousClock.now
    var lastQuestion = ContinuousClock.now
    /// Why tasks wait, as far as somebody was told.
    var reasons: Set<String> = []
    /// Seconds to wait before the next submission, after a refusal that may pass.
    var refusals = 0
    var nextSubmission = ContinuousClock.now
  }

  let scheduler: any Scheduler
  let profile: ClusterProfile
  let program: String
  let store: String
  /// Where jobs start.
  let folder: String
  let estimate: @Sendable (String) -> Double?
  let state = Mutex(State())

  init(
    _ scheduler: any Scheduler, _ profile: ClusterProfile, program: String, store: String,
    folder: String, estimate: @escaping @Sendable (String) -> Double?
  ) {
    self.scheduler = scheduler
    self.profile = profile
    self.program = program
    self.store = store
    self.folder = folder
    self.estimate = estimate
  }

  func run(
    _ order: JobOrder, at site: JobSite, _ tell: @escaping @Sendable (JobEvent) -> Void
  ) async -> JobOutcome {
    await withCheckedContinuation { continuation in
      let entry = Entry(
        order: order, site: site, tell: tell, finish: { continuation.resume(returning: $0) })
      let (isStopping, starts) = state.withLock { state in
        if state.isStopping { return (true, false) }
        state.waiting.append(entry)
        state.lastChange = .now
        defer { state.isRunning = true }
        return (false, !state.isRunning)
      }
      if isStopping { return entry.finish(.cancelled) }
      if starts { Task.detached { await onOwnThread { self.work() } } }
    }
  }

  func cancel() {
    state.withLock { $0.isStopping = true }
  }

  /// Works until nothing is left.
  private func work() {
    findEarlier()
    while true {
      let isStopping = state.withLock { $0.isStopping }
      if isStopping {
        stopAll()
        return
      }
      submitWaiting()
      let started = ContinuousClock.now
      collect()
      let spent = ContinuousClock.now - started
      askScheduler()
      let isOver = state.withLock { state in
        if state.waiting.isEmpty, state.live.isEmpty { state.isRunning = false }
        return !state.isRunning
      }
      if isOver { return }
      pause(after: spent)
    }
  }

  /// Waits a little; longer the longer nothing has happened, and the longer it takes to look.
  private func pause(after spent: Duration) {
    let quiet = state.withLock { ContinuousClock.now - $0.lastChange }
    let seconds = min(max(quiet / .seconds(20), 20 * (spent / .seconds(1)), 0.05), 2)
    // In parts, so that Ctrl-C is heard.
    for _ in 0..<Int((seconds / 0.05).rounded(.up)) {
      if state.withLock({ $0.isStopping || !$0.waiting.isEmpty }) { break }
      Self.sleep(0.05)
    }
    // Jobs come one by one; those of one moment go together.
    if state.withLock({ !$0.waiting.isEmpty }) { Self.sleep(0.1) }
  }

  private static func sleep(_ seconds: Double) { SleepingThread.sleep(seconds) }

  /// Ends everything that was submitted, whoever waits for it.
  private func stopAll() {
    let (entries, live) = state.withLock { state in
      defer {
        state.waiting = []
        state.live = [:]
        state.isRunning = false
      }
      return (
        state.waiting + state.live.values.flatMap { Array($0.entries.values) },
        Array(state.live.values)
      )
    }
    scheduler.cancel(live.compactMap { $0.table.submission })
    for submission in live {
      // What ended meanwhile stays; the next run takes it from the store.
      for line in submission.entries.keys {
        let table = submission.table
        JobClaim.drop(
          table.keys[line], in: store, holder: JobClaim.holder(table.name, line))
      }
      if submission.entries.count == submission.table.keys.count { submission.table.remove() }
    }
    for entry in entries { entry.finish(.cancelled) }
  }

  // MARK: What was submitted before

  /// Finds submissions of a coordinator that is no more.
  private func findEarlier() {
    guard
      state.withLock({ state in
        defer { state.hasLooked = true }
        return !state.hasLooked
      })
    else { return }
    let tables = TaskTable.all(in: store)
    guard !tables.isEmpty,
      let states = scheduler.states(
        of: tables.map { table in
          SubmissionQuestion(
            name: table.name, id: table.submission, tasks: Set(table.tasks.indices))
        })
    else { return }
    for table in tables {
      let own = states.filter { $0.name == table.name || $0.id == table.submission }
      if table.submission == nil, let id = own.first?.id { table.submission = id }
      let progress = table.progress
      var isAlive = false
      for (task, lines) in table.tasks.enumerated() {
        let hasExit = progress.exits.contains(task)
        guard own.contains(where: { ($0.task ?? task) == task && $0.goesOn(exit: hasExit) })
        else { continue }
        isAlive = true
        state.withLock { state in
          for line in lines { state.found[table.keys[line]] = (table, line) }
        }
      }
      if !isAlive { table.remove() }
    }
  }

  /// Attaches jobs to submissions of before that run them.
  func attach(_ entries: [Entry]) -> [Entry] {
    state.withLock { state in
      entries.filter { entry in
        guard let (table, line) = state.found.removeValue(forKey: entry.order.record.key) else {
          return true
        }
        state.live[table.folder, default: Live(table: table, entries: [:])].entries[line] = entry
        return false
      }
    }
  }
}
