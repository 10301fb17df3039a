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
  ///   - forecast: what jobs need, by runs of before.
  /// - Throws: an error in a sentence where the scheduler does not answer.
  public init(
    _ profile: ClusterProfile, program: String, store: String, folder: String,
    forecast: ResourceForecast
  ) throws {
    let scheduler: any Scheduler
    switch profile.kind {
    case .slurm: scheduler = try SlurmScheduler(profile)
    case .templates(let submit, let states, let cancel, let index):
      scheduler = TemplateScheduler(
        profile: profile, submitCommand: submit, statesCommand: states, cancelCommand: cancel,
        indexVariable: index)
    }
    room = ClusterRoom(profile, forecast)
    queue = ClusterQueue(
      scheduler, profile, program: program, store: store, folder: folder,
      estimate: { forecast.need(of: $0, inputBytes: nil)?.seconds })
  }

  public func run(
    _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
  ) async -> JobOutcome {
    await queue.run(order, at: site, tell)
  }

  public func cancel() { queue.cancel() }
}

/// As many jobs at once as a profile allows.
final class ClusterRoom: ExecutorRoom {
  private let free: Mutex<Int>
  private let profile: ClusterProfile
  private let forecast: ResourceForecast
  /// Runs of before that it takes to ask for what they needed.
  private static let fewestRuns = 3

  init(_ profile: ClusterProfile, _ forecast: ResourceForecast) {
    free = Mutex(profile.jobs)
    self.profile = profile
    self.forecast = forecast
  }

  /// What the stage says; what such jobs needed before; what the profile says.
  func filled(
    _ resources: Resources, of stage: String, inputBytes: () -> Int?
  ) -> FilledResources? {
    var filled = FilledResources(resources)
    let isOpen = resources.memory == nil || resources.time == nil
    let bytes = isOpen && forecast.usesSizes(of: stage) ? inputBytes() : nil
    if isOpen, let need = forecast.need(of: stage, inputBytes: bytes), need.runs >= Self.fewestRuns
    {
      if resources.memory == nil, let memory = need.memoryToAsk {
        filled.resources.memory = memory
        filled.foretold.insert(.memory)
      }
      if resources.time == nil {
        filled.resources.time = need.timeToAsk
        filled.foretold.insert(.timeout)
      }
    }
    filled.resources.memory = filled.resources.memory ?? profile.memory
    filled.resources.time = filled.resources.time ?? profile.time
    return filled
  }

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
