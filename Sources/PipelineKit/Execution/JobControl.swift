import Glibc
import Synchronization

/// Asks jobs to stop.
final class StopSwitch: Sendable {
  private let isOn = Atomic(false)

  func stop() { isOn.store(true, ordering: .sequentiallyConsistent) }
  var isStopping: Bool { isOn.load(ordering: .sequentiallyConsistent) }
}

/// What a job's thread and the stage on it share: progress, log, and damage found on the way.
final class JobControl: Sendable {
  private struct State {
    var lines: [String] = []
    var damage: [DamagedObject] = []
    var lastProgress = 0
    var timedOut = false
    var isLeft = false
    var breakdown: Breakdown?
    var isInputUnreadable = false
  }

  private let stopSwitch: StopSwitch
  /// Nanoseconds since 1970.
  private let deadline: Int?
  private let tell: @Sendable (JobEvent) -> Void
  private let state = Mutex(State())
  /// Between two progress events of a job.
  private static let progressInterval = 50_000_000

  init(
    stopSwitch: StopSwitch, timeout: Double?, tell: @escaping @Sendable (JobEvent) -> Void
  ) {
    self.stopSwitch = stopSwitch
    self.deadline = timeout.map { Files.now() + Int(min($0, 1e9) * 1e9) }
    self.tell = tell
  }

  /// Called by the stage; throws once it should stop.
  func progress(_ fraction: Double) throws {
    if stopSwitch.isStopping { throw CancellationError() }
    let now = Files.now()
    let (isLate, isDue) = state.withLock { state in
      if let deadline, now > deadline { state.timedOut = true }
      let isDue = now - state.lastProgress >= Self.progressInterval
      if isDue { state.lastProgress = now }
      return (state.timedOut, isDue)
    }
    if isLate { throw CancellationError() }
    if isDue { tell(.progress(min(max(fraction, 0), 1))) }
  }

  /// Nobody waits for the stage any longer: it stops where it says how far it is.
  func leave() {
    state.withLock { state in
      state.isLeft = true
      if !stopSwitch.isStopping { state.timedOut = true }
    }
  }

  func say(_ event: JobEvent) { if !isLeft { tell(event) } }

  func log(_ line: String) {
    state.withLock { $0.lines.append(line) }
    tell(.log(line))
  }

  /// Says `sentence` to the person at the terminal, once however often a job says it; the log keeps
  /// it too.
  func warn(_ sentence: String) {
    let line = "warning: \(sentence)"
    let isNew = state.withLock { state in
      guard !state.lines.contains(line) else { return false }
      state.lines.append(line)
      return true
    }
    if isNew { tell(.warning(sentence)) }
  }

  func note(_ damage: DamagedObject) { state.withLock { $0.damage.append(damage) } }
  func note(_ breakdown: Breakdown?) { state.withLock { $0.breakdown = breakdown } }
  func noteUnreadableInput() { state.withLock { $0.isInputUnreadable = true } }

  var lines: [String] { state.withLock { $0.lines } }
  var damage: [DamagedObject] { state.withLock { $0.damage } }
  /// What the kernels have to do with the stage's failure; nothing, where an input could not be read.
  var breakdown: Breakdown? { state.withLock { $0.isInputUnreadable ? nil : $0.breakdown } }
  /// Whether nobody waits for the stage any longer.
  var isLeft: Bool { state.withLock { $0.isLeft } }
  /// Whether the stage was stopped because its time was over.
  var timedOut: Bool { state.withLock { $0.timedOut } }
}
