import Files
public import PipelineKit
import Processes
import Synchronization

/// Runs jobs on a cluster: those that ask for the same go there together, as tasks of one array, and
/// the store tells what became of them.
///
/// Nothing but lastbit and the shared store is needed where jobs run. When this process dies, they go
/// on; the same run finds them again by the tables in the store and by what the scheduler calls them.
public final class ClusterExecutor: Executor {
  public let room: any ExecutorRoom
  private let queue: ClusterQueue

  /// - Parameters:
  ///   - program: path of lastbit, where jobs run.
  ///   - store: its folder, absolute.
  ///   - estimate: seconds that a job of a stage takes, where that is known.
  /// - Throws: an error in a sentence where the scheduler does not answer.
  public init(
    _ profile: ClusterProfile, program: String, store: String, folder: String,
    estimate: @escaping @Sendable (_ stage: String) -> Double?
  ) throws {
    let scheduler: any Scheduler
    switch profile.kind {
    case .slurm: scheduler = try SlurmScheduler(profile)
    case .templates(let submit, let states, let cancel, let index):
      scheduler = TemplateScheduler(
        profile: profile, submitCommand: submit, statesCommand: states, cancelCommand: cancel,
        indexVariable: index)
    }
    room = ClusterRoom(jobs: profile.jobs)
    queue = ClusterQueue(
      scheduler, profile, program: program, store: store, folder: folder, estimate: estimate)
  }

  public func run(
    _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
  ) async -> JobOutcome {
    await queue.run(order, at: site, tell)
  }

  public func cancel() { queue.cancel() }
}

/// As many jobs at once as a profile allows.
private final class ClusterRoom: ExecutorRoom {
  private let free: Mutex<Int>

  init(jobs: Int) { free = Mutex(jobs) }

  /// The scheduler knows what its nodes have.
  func refusal(of resources: Resources) -> String? { nil }

  func take(_ resources: Resources) -> Int? {
    free.withLock { free in
      guard free > 0 else { return nil }
      free -= 1
      return max(1, resources.cores)
    }
  }

  func giveBack(_ resources: Resources) { free.withLock { $0 += 1 } }
}
