import PipelineKit

/// What a cluster's scheduler does for a run: a few commands.
protocol Scheduler: Sendable {
  /// The variable in which a task of an array finds its number.
  var indexVariable: String { get }
  /// The most tasks of one submission; their numbers start from zero.
  var mostTasks: Int { get }
  /// Submits tasks 0 up to `count`, all running `script`.
  ///
  /// - Returns: what the scheduler calls them.
  /// - Throws: `SchedulerError`.
  func submit(_ request: SubmissionRequest) throws -> String
  /// Every task that waits or runs, and what became of others as far as it is still known; `nil` where
  /// the scheduler does not answer.
  func states(of submissions: [SubmissionQuestion]) -> [TaskState]?
  /// Ends all tasks of submissions. Errors are of no interest: they may have ended.
  func cancel(_ ids: [String])
}

/// Tasks that ask for the same.
struct SubmissionRequest: Sendable {
  var name: String
  var script: String
  var count: Int
  var resources: Resources
  /// Where the tasks' own output goes.
  var folder: String
}

/// What somebody wants to know of a submission.
struct SubmissionQuestion: Sendable {
  /// The name that it was given.
  var name: String
  /// What the scheduler calls it, where that is known.
  var id: String?
  /// The tasks that matter.
  var tasks: Set<Int>
}

/// What a scheduler says of one task, or of all tasks of a submission.
struct TaskState: Sendable {
  enum Phase: Sendable, Equatable {
    /// It has not begun, or is to begin again.
    case waiting
    /// It runs, as far as the scheduler knows.
    case running
    /// It is over; the scheduler's word for how.
    case over(String)
  }

  var name: String?
  var id: String
  /// `nil` for all tasks of the submission that no other entry is about.
  var task: Int?
  var phase: Phase
  /// Why it waits, in the scheduler's word.
  var reason = ""

  /// Whether the task goes on.
  ///
  /// - Parameter exit: whether its own shell has said that it is over: a scheduler may take long to
  ///   hear of a node, or forget to. Before a task begins again it takes that back.
  func goesOn(exit: Bool) -> Bool { phase == .waiting || phase == .running && !exit }
}

/// Why a scheduler took nothing.
struct SchedulerError: Error, CustomStringConvertible {
  var description: String
  /// Whether the same may work a little later.
  var mayPass: Bool
}
