import Dispatch
import Glibc
import PipelineKit
import Synchronization

/// Shows a run as it goes: a few live lines on a terminal, one line an event elsewhere.
///
/// The live lines are drawn below what was printed before, and are drawn over; the cursor is never
/// hidden, so that nothing has to be put back however the process ends.
final class ProgressDisplay: Sendable {
  private struct State {
    var progress: ProgressState
    var messages = RunMessages()
    var drawnLines = 0
    var isFinished = false
  }

  /// Dispatch's timers may be used from any thread; their protocol does not say so.
  private struct FrameTimer: @unchecked Sendable {
    let source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "lastbit.display"))
  }

  private let state: Mutex<State>
  private let started = ContinuousClock.now
  private let cores: Int
  private let isLive: Bool
  private let timer = FrameTimer()

  init(graph: JobGraph, estimate: DurationEstimate, cores: Int) {
    state = Mutex(State(progress: ProgressState(jobs: graph.jobs, estimate: estimate)))
    self.cores = cores
    isLive = Terminal.isInteractive
    timer.source.schedule(deadline: isLive ? .now() + 0.2 : .distantFuture, repeating: 0.1)
    timer.source.setEventHandler { [weak self] in self?.draw() }
    timer.source.activate()
  }

  /// Takes an event, from any thread.
  func show(_ event: RunEvent) {
    state.withLock { state in
      let now = ContinuousClock.now
      state.progress.apply(event, at: now)
      let lines = lines(for: event, &state, at: now)
      guard !lines.isEmpty else { return }
      erase(&state)
      Terminal.printMessage(lines.joined(separator: "\n"))
    }
  }

  /// Says that the run is being stopped.
  func stop() {
    state.withLock { state in
      state.progress.isStopping = true
      guard !isLive else { return }
      let count = state.progress.running.count
      Terminal.printMessage(
        "stopping"
          + (count > 0 ? ": waiting for \(Counted.text(count, "running stage")) to notice" : ""))
    }
  }

  /// Takes the live lines away and says what warnings are left; nothing is drawn any more.
  func finish() {
    timer.source.cancel()
    state.withLock { state in
      state.isFinished = true
      erase(&state)
      let lines = state.messages.closingLines(in: state.progress)
      if !lines.isEmpty { Terminal.printMessage(lines.joined(separator: "\n")) }
    }
  }

  private func draw() {
    state.withLock { state in
      guard !state.isFinished else { return }
      let now = ContinuousClock.now
      let lines = ProgressLines.block(
        state.progress, warnings: state.messages.warningCount,
        elapsed: (now - started) / .seconds(1),
        remaining: state.progress.remaining(at: now, cores: cores), at: now, width: Terminal.width,
        height: Terminal.height)
      // One write a frame, so that the terminal shows no half frames.
      Terminal.write(
        Self.erasing(state.drawnLines) + lines.joined(separator: "\n") + "\n", to: STDERR_FILENO)
      state.drawnLines = lines.count
    }
  }

  private func erase(_ state: inout State) {
    guard state.drawnLines > 0 else { return }
    Terminal.write(Self.erasing(state.drawnLines), to: STDERR_FILENO)
    state.drawnLines = 0
  }

  /// To the start of the line `count` lines up, and everything from there away.
  private static func erasing(_ count: Int) -> String {
    count > 0 ? "\u{1B}[\(count)F\u{1B}[J" : ""
  }

  /// Of a run of more jobs, what stages log is kept with their results only.
  private static let mostLoggingJobs = 50
  /// Seconds below which the time left is not worth a word on a line.
  private static let leastTimeLeft = 10.0

  /// What is printed for good; on a terminal only what matters afterwards.
  private func lines(
    for event: RunEvent, _ state: inout State, at now: ContinuousClock.Instant
  ) -> [String] {
    var lines = [line(for: event, &state, at: now)].compactMap { $0 }
    let progress = state.progress
    lines += state.messages.takeWarnings(in: progress) { progress.isOver($0) }
    return lines
  }

  private func line(
    for event: RunEvent, _ state: inout State, at now: ContinuousClock.Instant
  ) -> String? {
    let jobs = state.progress.jobs
    let place = "[\(state.progress.ended.count)/\(jobs.count)]"
    switch event {
    case .started(let job, let attempt):
      guard !isLive else { return nil }
      return "\(place) \(jobs[job].title): starts" + (attempt > 1 ? ", attempt \(attempt)" : "")
    case .finished(let job, let seconds):
      guard !isLive else { return nil }
      let remaining = state.progress.remaining(at: now, cores: cores)
      let left = remaining.map {
        $0.seconds < Self.leastTimeLeft ? "" : ", \(ProgressLines.left($0))"
      }
      return "\(place) \(jobs[job].title): done in \(ProgressLines.duration(seconds))"
        + (left ?? "")
    case .log(let job, let line):
      guard jobs.count <= Self.mostLoggingJobs else { return nil }
      return "\(jobs[job].title): \(JobLabel.printable(line))"
    case .warning(let job, let sentence):
      state.messages.warn(sentence, of: jobs[job])
    case .notice(let job, let sentence):
      return "\(jobs[job].title): \(JobLabel.printable(sentence))"
    case .retry(let job, let attempt, let cause):
      return "\(jobs[job].title): attempt \(attempt) failed and is tried again: \(cause)"
    case .failed(let failure):
      switch state.messages.note(failure) {
      case .whole: return Self.diagnostic(failure, jobs[failure.job].shown).rendered
      case .like(let first):
        guard !isLive else { return nil }
        return "\(place) \(jobs[failure.job].title): failed like \(jobs[first].title)"
      case .later:
        return isLive ? nil : "\(place) \(jobs[failure.job].title): failed; the end says why"
      }
    case .leftOut(let job, let cause):
      return isLive ? nil : "\(place) \(jobs[job].title): left out, because \(cause)"
    case .damaged(let job, let path, let reason):
      state.messages.warn(
        "its stored result is damaged (\(reason)); it was moved to '\(path)' and is computed again",
        of: jobs[job])
    case .nondeterministic(let finding):
      state.messages.warn(
        "two different results under one key; both are kept: '\(finding.first)' and "
          + "'\(finding.other)'", of: jobs[finding.job])
    case .progress, .cached, .shared, .skipped, .exported: break
    }
    return nil
  }

  private static func diagnostic(_ failure: JobFailure, _ place: Coordinates) -> Diagnostic {
    var what = "stage '\(failure.stage)'"
    if !place.entries.isEmpty { what += " at \(place)" }
    what += " failed"
    if failure.attempts > 1 { what += " \(failure.attempts) times" }
    return Diagnostic(.error, "\(what): \(failure.cause)", at: failure.mark)
  }
}
