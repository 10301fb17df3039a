import Files
import Glibc
import PipelineKit
import Synchronization

/// How jobs are put together and submitted.
extension ClusterQueue {
  /// The most jobs of one submission: its table is read by every task.
  private static let mostJobs = 5000
  /// Seconds of work that a job of unknown length counts as, once there are many of them.
  private static let mostUnknownTasks = 100

  func submitWaiting() {
    let entries = state.withLock { state -> [Entry] in
      guard ContinuousClock.now >= state.nextSubmission else { return [] }
      defer { state.waiting = [] }
      return state.waiting
    }
    guard !entries.isEmpty else { return }
    let groups = Dictionary(grouping: attach(entries)) { Group($0.order) }
    for (_, group) in groups.sorted(by: { $0.value.count > $1.value.count }) {
      var rest = group[...]
      while !rest.isEmpty {
        let part = Array(rest.prefix(Self.mostJobs))
        rest = rest.dropFirst(part.count)
        submit(part)
      }
    }
  }

  /// What jobs that go together have in common.
  private struct Group: Hashable {
    var stage: String
    var cores: Int
    var memory: Int?
    var time: Double?
    var timeout: Double?

    init(_ order: JobOrder) {
      stage = order.stage
      cores = order.resources.cores
      memory = order.resources.memory
      time = order.resources.time
      timeout = order.timeout
    }
  }

  private func submit(_ entries: [Entry]) {
    let orders = entries.map(\.order)
    let size = jobsOfTask(orders[0], count: orders.count)
    let tasks = stride(from: 0, to: orders.count, by: size).map { start in
      start..<min(start + size, orders.count)
    }
    guard tasks.count <= scheduler.mostTasks else {
      // In as many submissions as it takes.
      submit(Array(entries.prefix(size * scheduler.mostTasks)))
      return submit(Array(entries.dropFirst(size * scheduler.mostTasks)))
    }
    do {
      let table = try TaskTable(orders, tasks: tasks, in: store)
      let script = "\(table.folder)/run.sh"
      try AtomicFile.write(Array(text(ofScriptFor: table).utf8), to: script)
      chmod(script, 0o755)
      var resources = orders[0].resources
      // A job is stopped by lastbit when its own time is over; the task has time to say so.
      if let time = orders[0].timeout ?? resources.time {
        resources.time = time * Double(size) + 60
      }
      do {
        table.submission = try scheduler.submit(
          SubmissionRequest(
            name: table.name, script: script, count: tasks.count, resources: resources,
            folder: table.folder))
      } catch let error as SchedulerError {
        refuse(entries, table, error)
        return
      }
      state.withLock { state in
        state.refusals = 0
        state.lastChange = .now
        state.live[table.folder] = Live(
          table: table,
          entries: Dictionary(
            entries.enumerated().map { ($0.offset, $0.element) }, uniquingKeysWith: { $1 }))
      }
    } catch {
      for entry in entries { entry.finish(.failed(cause: "\(error)", nil, of: .other)) }
    }
  }

  /// Waits and tries again where that may help, up to about ten minutes.
  private func refuse(_ entries: [Entry], _ table: TaskTable, _ error: SchedulerError) {
    // A question that was not answered in time may have been heard.
    if error.mayPass,
      let states = scheduler.states(
        of: [SubmissionQuestion(name: table.name, tasks: Set(table.tasks.indices))]),
      let id = states.first(where: { $0.name == table.name })?.id
    {
      table.submission = id
      state.withLock { state in
        state.live[table.folder] = Live(
          table: table,
          entries: Dictionary(
            entries.enumerated().map { ($0.offset, $0.element) }, uniquingKeysWith: { $1 }))
      }
      return
    }
    table.remove()
    let triesAgain = state.withLock { state in
      guard error.mayPass, state.refusals < 12 || !state.live.isEmpty else { return false }
      state.refusals += 1
      state.nextSubmission = .now + .seconds(min(60, 1 << min(state.refusals, 6)))
      state.waiting += entries
      return true
    }
    guard !triesAgain else { return }
    for entry in entries { entry.finish(.failed(cause: error.description, nil, of: .other)) }
  }

  /// Jobs that one task runs one after another, so that an allocation does minutes of work.
  private func jobsOfTask(_ order: JobOrder, count: Int) -> Int {
    if let seconds = estimate(order.stage) {
      let most = max(1, Int(profile.batch / max(seconds, 0.01)))
      // As long as there are nodes for them, more tasks are better.
      return min(most, max(1, (count + Self.mostUnknownTasks - 1) / Self.mostUnknownTasks))
    }
    return max(1, (count + Self.mostUnknownTasks - 1) / Self.mostUnknownTasks)
  }

  /// What each task runs.
  func text(ofScriptFor table: TaskTable) -> String {
    let quoted = ShellWord.quoted
    return """
      #!/bin/sh
      # Written by lastbit for one submission; task n runs the jobs of line n of table.json.
      task=$((${\(scheduler.indexVariable):-\(profile.firstTask)} - \(profile.firstTask)))
      cd \(quoted(folder)) || exit 1
      # A task that begins again has not ended.
      rm -f \(quoted(table.folder))/exit-$task
      # Processes that the system killed for want of memory, where its control group tells.
      kills() {
        sed -n 's/^oom_kill //p' "/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/memory.events" 2> /dev/null
      }
      before=$(kills)
      \(profile.setup)
      \(quoted(program)) job --table \(quoted(table.folder)) --task "$task" --store \(quoted(store))
      status=$?
      [ -f \(quoted(table.folder))/table.json ] || exit $status
      echo "$status ${before:--} $(kills)" > \(quoted(table.folder))/.exit-$task && mv \(quoted(table.folder))/.exit-$task \(quoted(table.folder))/exit-$task
      exit $status

      """
  }
}
