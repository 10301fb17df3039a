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
  ///
  /// - Parameter submissions: names that were given, with what the scheduler calls them.
  func states(of submissions: [(name: String, id: String?)]) -> [TaskState]?
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

/// What a scheduler says of one task, or of all tasks of a submission.
struct TaskState: Sendable {
  enum Phase: Sendable, Equatable {
    /// It waits or runs.
    case alive
    /// It is over; the scheduler's word for how.
    case over(String)
  }

  var name: String?
  var id: String
  /// `nil` for all tasks of the submission that no other entry is about.
  var task: Int?
  var phase: Phase
}

/// Why a scheduler took nothing.
struct SchedulerError: Error, CustomStringConvertible {
  var description: String
  /// Whether the same may work a little later.
  var mayPass: Bool
}
