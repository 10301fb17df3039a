internal import Processes
internal import Synchronization

/// Runs each job in a child process of its own, `lastbit job`, on this machine: a job that crashes, or
/// that the system kills for want of memory, takes nothing with it; one that does not listen is ended
/// by force; and its peak memory is its own.
public final class IsolatedExecutor: Executor {
  private struct State {
    var isStopping = false
    var stops: [Int: @Sendable () -> Void] = [:]
    var next = 0
  }

  public let room: any ExecutorRoom
  private let program: String
  private let state = Mutex(State())
  /// Seconds that a job has after its time is over to end by itself.
  private static let patience = 5.0

  /// - Parameter program: path of lastbit.
  public init(program: String, cores: Int, memory: Int) {
    self.program = program
    room = ResourceBudget(cores: cores, memory: memory)
  }

  public func cancel() {
    let stops = state.withLock { state in
      state.isStopping = true
      return Array(state.stops.values)
    }
    for stop in stops { stop() }
  }

  public func run(
    _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
  ) async -> JobOutcome {
    let child = ChildProcess(program, ["job", "-", "--store", site.store.folder])
    let report = ChildReport(tell)
    let task = Task {
      try await child.run(
        input: order.value.json(nonFinite: .token) + "\n", output: { report.read($0) },
        errors: { report.note($0) })
    }
    guard let number = enter({ task.cancel() }) else {
      task.cancel()
      return .cancelled
    }
    defer { state.withLock { _ = $0.stops.removeValue(forKey: number) } }
    let clock = order.timeout.map { timeout in
      Task {
        try await Task.sleep(for: .seconds(min(timeout, 1e9) + Self.patience))
        report.timeIsOver(after: timeout)
        task.cancel()
      }
    }
    defer { clock?.cancel() }
    do { return report.outcome(try await task.value) } catch {
      return report.outcome(error, isStopping: state.withLock { $0.isStopping })
    }
  }

  /// Keeps a way to stop a job; `nil` where all are to stop already.
  private func enter(_ stop: @escaping @Sendable () -> Void) -> Int? {
    state.withLock { state in
      guard !state.isStopping else { return nil }
      state.next += 1
      state.stops[state.next] = stop
      return state.next
    }
  }
}

/// What a child has said, and what that comes to once it has ended.
private final class ChildReport: Sendable {
  private struct State {
    var outcome: JobOutcome?
    /// The last lines of standard error.
    var errors: [String] = []
    var timeout: Double?
  }

  private let tell: @Sendable (JobEvent) -> Void
  private let state = Mutex(State())
  /// Lines of standard error that a message quotes.
  private static let quotedLines = 5

  init(_ tell: @escaping @Sendable (JobEvent) -> Void) { self.tell = tell }

  /// Takes in a line of standard output; what is not JSON comes from a library, and is none of ours.
  func read(_ line: String) {
    guard let value = try? Value(json: line) else { return }
    if let event = JobEvent(value) {
      tell(event)
    } else if let outcome = JobOutcome(value) {
      state.withLock { $0.outcome = outcome }
    }
  }

  func note(_ line: String) {
    state.withLock { $0.errors = $0.errors.suffix(Self.quotedLines - 1) + [line] }
  }

  func timeIsOver(after timeout: Double) { state.withLock { $0.timeout = timeout } }

  func outcome(_ ending: ChildProcess.Ending) -> JobOutcome {
    let (outcome, errors) = state.withLock { ($0.outcome, $0.errors) }
    if let outcome { return outcome }
    let said = errors.joined(separator: "; ")
    let cause =
      switch ending {
      case .killed(signal: 9):
        "its process was killed (signal 9), as the system does where memory runs out; ask for more "
          + "under 'resources', so that fewer jobs run at once"
      case .killed(let signal): "its process crashed (signal \(signal))"
      case .exited(let status):
        "its process ended with status \(status) and did not say what became of the job"
      }
    return .failed(
      cause: said.isEmpty ? cause : "\(cause): \(said)", nil,
      of: ending == .killed(signal: 9) ? .memory : .other)
  }

  func outcome(_ error: any Error, isStopping: Bool) -> JobOutcome {
    let (outcome, timeout) = state.withLock { ($0.outcome, $0.timeout) }
    if let outcome { return outcome }
    if let timeout {
      return .failed(
        cause: "stopped because it took longer than its timeout of \(timeout) seconds", nil,
        of: .timeout)
    }
    if isStopping || error is CancellationError { return .cancelled }
    return .failed(cause: "cannot run a process for it: \(error)", nil, of: .other)
  }
}
