import PipelineKit
import Testing

@testable import Executors

/// What a job failed of whose task ended before it, as the scheduler says it, or as its shell does.
@Suite struct TaskEndTests {
  private func end(_ word: String, _ exit: String? = nil, _ said: String...) -> TaskEnd {
    TaskEnd(word: word, exit: exit.flatMap { TaskExit($0) }, said: said)
  }

  private func cause(_ end: TaskEnd) -> RetryRule.Cause? {
    guard case .failed(_, _, let cause)? = end.failure else { return nil }
    return cause
  }

  @Test func theSchedulersWordCounts() {
    #expect(cause(end("TIMEOUT")) == .timeout)
    #expect(cause(end("OUT_OF_MEMORY", "137")) == .memory)
    #expect(cause(end("CANCELLED")) == .other)
    #expect(end("CANCELLED").isCancelled)
    for word in ["NODE_FAIL", "PREEMPTED", "BOOT_FAIL", ""] {
      #expect(end(word).failure == nil, "\(word)")
    }
  }

  /// A kill counts as one for want of memory unless the control group says that it was not.
  @Test func killsAreToldApart() throws {
    #expect(cause(end("FAILED", "137 - ")) == .memory)
    #expect(cause(end("FAILED", "137 3 4")) == .memory)
    #expect(cause(end("FAILED", "137 3 3")) == .other)
    #expect(cause(end("FAILED", "139 0 0")) == .other)
    #expect(cause(end("FAILED", "2 - -")) == .other)
    #expect(end("COMPLETED", "0 - -").failure == nil)
    #expect(TaskExit("137 3 5\n") == TaskExit("137 1 3"))
    #expect(TaskExit("137 - ")?.memoryKills == nil)
    #expect(TaskExit("soon") == nil)
  }

  /// What schedulers write into the output of a task that they end.
  @Test func itsOutputTellsWhatTheWordDoesNot() {
    #expect(
      cause(
        end("FAILED", nil, "slurmstepd: error: Exceeded job memory limit", "slurmstepd: CANCELLED"))
        == .memory)
    #expect(
      cause(end("CANCELLED", nil, "*** JOB 7 ON n1 CANCELLED AT noon DUE TO TIME LIMIT ***"))
        == .timeout)
    #expect(cause(end("", nil, "=>> PBS: job killed: walltime 61 exceeded limit 60")) == .timeout)
    // A tool may print what it likes.
    #expect(cause(end("FAILED", "1 - -", "Exceeded job memory limit")) == .other)
  }
}
