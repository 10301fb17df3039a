/// Something that happened during a run, for the display; jobs are positions in the graph.
///
/// Events come from several threads at once.
public enum RunEvent: Sendable {
  /// A job's stage starts to work; `attempt` counts from one.
  case started(job: Int, attempt: Int)
  /// How far the stage is, `0...1`.
  case progress(job: Int, fraction: Double)
  /// The stage has written a line to its log.
  case log(job: Int, line: String)
  /// The stage, or what reads its inputs, says what a person should look at; equal sentences of
  /// several jobs are one warning.
  case warning(job: Int, sentence: String)
  /// Whoever runs the job says what a person should know at once.
  case notice(job: Int, sentence: String)
  /// The job ran and its result is stored.
  case finished(job: Int, seconds: Double)
  /// The store had its result.
  case cached(job: Int)
  /// Another job of this run has the same key and ran in its place.
  case shared(job: Int, with: Int)
  /// An attempt failed and another one follows.
  case retry(job: Int, attempt: Int, cause: String)
  case failed(JobFailure)
  /// The job cannot run, because a job that it needs failed.
  case skipped(job: Int)
  /// The job goes on without failed ones (`failed: drop`), but nothing is left for it to work on.
  case leftOut(job: Int, cause: String)
  case exported(job: Int, path: String)
  /// A stored result of this job turned out to be damaged; it was moved to `path` and the job runs
  /// again.
  case damaged(job: Int, path: String, reason: String)
  case nondeterministic(Finding)
}

/// A job that failed for good.
public struct JobFailure: Error, Sendable {
  public var job: Int
  public var stage: String
  public var coordinates: Coordinates
  /// Where the stage is declared.
  public var mark: Mark
  /// What went wrong and what to do.
  public var cause: String
  public var attempts: Int
  /// What the arithmetic has to do with it.
  public var breakdown: Breakdown?
  /// Whether the job has its result, which could not be exported.
  public var isExport = false
  /// Whether a stage further on goes on without the job (`failed: drop`).
  public var isDropped = false

  public var value: Value {
    [
      "job": .integer(job), "stage": .string(stage), "coordinates": coordinates.value,
      "file": .string(mark.file), "line": .integer(mark.line), "column": .integer(mark.column),
      "cause": .string(cause), "attempts": .integer(attempts),
      "breakdown": breakdown.map { .map($0.pairs) } ?? .null, "export": .boolean(isExport),
      "dropped": .boolean(isDropped),
    ]
  }
}

/// A job that gave different content under one key: both results are kept.
public struct Finding: Sendable, Equatable {
  public var job: Int
  public var stage: String
  public var coordinates: Coordinates
  public var key: JobKey
  /// The file with the first result.
  public var first: String
  /// The file with the other one.
  public var other: String

  public var value: Value {
    [
      "job": .integer(job), "stage": .string(stage), "coordinates": coordinates.value,
      "key": .string(key.description), "first": .string(first), "other": .string(other),
    ]
  }
}

/// What came of a run.
public struct RunSummary: Sendable {
  /// Jobs whose stage ran and whose results are stored.
  public var done = 0
  /// Jobs whose results were there already.
  public var cached = 0
  /// Jobs in whose place another job with the same key ran.
  public var shared = 0
  /// Jobs that could not run because one that they need failed.
  public var skipped = 0
  /// Jobs that go on without failed ones, but had nothing left to work on.
  public var leftOut = 0
  /// Jobs that were not reached, because the run was stopped or failed before.
  public var notReached = 0
  public var failures: [JobFailure] = []
  /// The failed jobs, by stage in the order of the graph.
  public var failedStages: [FailedStage] = []
  /// Stages that go on without failed jobs, but of whose own jobs none has a result.
  public var emptyStages: [String] = []
  public var findings: [Finding] = []
  /// The results that there are, by job: what nobody has to plan again to learn.
  public var results: [Store.Result?] = []
  /// Files that were exported.
  public var exported: [String] = []
  /// Files that earlier runs exported and this one did not.
  public var staleExports: [StaleExport] = []
  /// Whether the run was asked to stop.
  public var wasCancelled = false
  /// Seconds.
  public var elapsed = 0.0

  /// Whether all that failed was left out by stages that say `failed: drop`, and each of them has
  /// something to show for it.
  public var isWholeWithoutFailures: Bool {
    emptyStages.isEmpty && failures.allSatisfy(\.isDropped)
  }

  /// The summary for `--json`.
  public var value: Value {
    [
      "done": .integer(done), "cached": .integer(cached), "shared": .integer(shared),
      "failed": .integer(failures.count), "skipped": .integer(skipped),
      "leftOut": .integer(leftOut), "notReached": .integer(notReached),
      "cancelled": .boolean(wasCancelled),
      "elapsed": .number(elapsed), "exported": .list(exported.map { .string($0) }),
      "failures": .list(failures.map(\.value)),
      "failedStages": .list(failedStages.map(\.value)), "findings": .list(findings.map(\.value)),
      "staleExports": .list(staleExports.map(\.value)),
    ]
  }
}

/// The failed jobs of one stage.
public struct FailedStage: Sendable {
  public var stage: String
  /// Where the stage is declared.
  public var mark: Mark
  public var groups: [FailureGroup]
  /// Stages that went on without the jobs, or were left out for want of others.
  public var droppedBy: [String]

  public var value: Value {
    [
      "stage": .string(stage),
      "groups": .list(
        groups.map { group in
          [
            "coordinates": group.coordinates.value, "failed": .integer(group.failed),
            "jobs": .integer(group.jobs), "places": .list(group.places.map(\.value)),
          ]
        }), "droppedBy": .list(droppedBy.map { .string($0) }),
    ]
  }
}
