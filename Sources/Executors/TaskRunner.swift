import Files
import Glibc
public import PipelineKit
import Processes
import Synchronization

/// Runs the jobs of one task of a table, one after another; `lastbit job --table` on a node.
public final class TaskRunner: Sendable {
  private let table: TaskTable
  private let task: Int
  private let executor = LocalExecutor(cores: .max, memory: .max)
  private let isStopping = Atomic(false)

  /// - Throws: `StageError` where the folder holds no table with that task.
  public init(table folder: String, task: Int) throws(StageError) {
    guard let table = TaskTable(folder), table.tasks.indices.contains(task) else {
      throw StageError("'\(folder)' holds no table of jobs with a task \(task)")
    }
    self.table = table
    self.task = task
  }

  /// Asks the job that runs to stop, and starts no other.
  public func cancel() {
    isStopping.store(true, ordering: .relaxed)
    executor.cancel()
  }

  /// Runs what is left to run.
  ///
  /// - Returns: whether every job of the task came to an end, well or not.
  /// - Throws: an error in a sentence where the store cannot be written to.
  public func run(at site: JobSite, say: @Sendable (String) -> Void) async throws -> Bool {
    endWithParent()
    let ended = table.progress.ended
    let lines = table.tasks[task]
    for (line, order) in zip(lines, table.orders(lines)) where !ended.contains(line) {
      if isStopping.load(ordering: .relaxed) { return false }
      guard let order else {
        throw StageError("'\(table.folder)' is damaged: it has no order \(line)")
      }
      guard try await run(order, line, at: site, say) else { return false }
    }
    return true
  }

  private func run(
    _ order: JobOrder, _ line: Int, at site: JobSite, _ say: @Sendable (String) -> Void
  ) async throws -> Bool {
    let key = order.record.key
    let place = "\(order.stage) \(order.coordinates)"
    var claim: JobClaim?
    // Another submission may have it, of a coordinator that died, or of another one.
    claim = try JobClaim.take(
      key, in: site.store.folder, holder: JobClaim.holder(table.name, line)
    ) {
      if isStopping.load(ordering: .relaxed) { return false }
      return try site.store.lookUp(key) == nil
    }
    guard let claim else {
      if isStopping.load(ordering: .relaxed) { return false }
      say("\(place): another job has its result already")
      try table.noteEnd(line, TaskRecord(.stored(seconds: 0, difference: nil), []))
      return true
    }
    defer { claim.release() }
    table.noteBegin(line)
    say("\(place): starts")
    let events = Mutex<[JobEvent]>([])
    let outcome = await executor.run(order, at: site) { event in
      if case .progress = event { return }
      if case .log(let line) = event { print(line) }
      events.withLock { $0.append(event) }
    }
    // Whoever stops a task decides what becomes of its jobs. All its processes get the signal at once, so
    // that a tool may have died of it before this one has heard.
    if case .failed = outcome { usleep(200_000) }
    if outcome == .cancelled { return false }
    if case .failed = outcome, isStopping.load(ordering: .relaxed) { return false }
    try table.noteEnd(line, TaskRecord(outcome, events.withLock { $0 }))
    say("\(place): \(outcome.word)")
    return true
  }
}

extension JobClaim {
  /// Who claims a job, for `drop`.
  static func holder(_ table: String, _ line: Int) -> String { "\(table) \(line)" }
}

extension JobOutcome {
  fileprivate var word: String {
    switch self {
    case .stored: "done"
    case .failed(let cause, _, _): "failed: \(cause)"
    case .damaged: "an input is damaged"
    case .cancelled: "stopped"
    }
  }
}
