public import Arithmetic

/// What the runner hands a stage beside its inputs.
public struct StageContext: Sendable {
  /// Kernels of the arithmetic that the manifest chose, keyed by the job's seed.
  public let arithmetic: any Arithmetic
  /// The arithmetic as the manifest chose it, for stages that have something else compute in it.
  public let specification: ArithmeticSpecification
  /// Of the arithmetic's rounding.
  public let seed: UInt64
  /// Keys of the random numbers that the stage draws for itself, by stream.
  let streams: [(stream: DrawnStream, seed: UInt64)]
  /// Facts about the job that a report prints: stage name, coordinates, manifest name.
  public let job: JobFacts
  /// Threads that the stage may keep busy.
  public let threads: Int
  /// An empty folder of the job's own, removed afterwards.
  public let scratch: String
  /// Where a long stage keeps what it can go on from; `nil` outside a run.
  public let checkpoints: CheckpointFolder?
  /// Reports how far the stage is, `0...1`; throws `CancellationError` once the run is stopping.
  public let progress: @Sendable (Double) throws -> Void
  /// Adds a line to the job's log, which is kept with its result.
  public let log: @Sendable (String) -> Void
  /// Says what a person should look at, though the stage goes on: one sentence, which the run prints
  /// once however many jobs say it. It is kept in the job's log, after `warning: `.
  public let warn: @Sendable (String) -> Void

  public init(
    arithmetic: any Arithmetic, streams: [(stream: DrawnStream, seed: UInt64)], job: JobFacts,
    threads: Int, scratch: String, specification: ArithmeticSpecification = .ieee,
    seed: UInt64 = 0, checkpoints: CheckpointFolder? = nil,
    progress: @escaping @Sendable (Double) throws -> Void,
    log: @escaping @Sendable (String) -> Void, warn: @escaping @Sendable (String) -> Void
  ) {
    self.arithmetic = arithmetic
    self.specification = specification
    self.seed = seed
    self.streams = streams
    self.job = job
    self.threads = threads
    self.scratch = scratch
    self.checkpoints = checkpoints
    self.progress = progress
    self.log = log
    self.warn = warn
  }
}

extension StageContext {
  /// The random numbers of a stream that the stage declares.
  public func random(_ stream: DrawnStream) -> RandomStream {
    guard let index = streams.firstIndex(where: { $0.stream == stream }) else {
      preconditionFailure("the stage declares no stream '\(stream.name)'")
    }
    return RandomStream(key: streams[index].seed, stream: UInt64(index))
  }
}

/// The names under which a job runs.
public struct JobFacts: Sendable {
  public var manifest: String
  public var stage: String
  public var coordinates: Coordinates
  /// What led to the job; empty unless its stage says `usesLineage`.
  public var lineage: Lineage
  /// Where the manifest's file lies; `nil` for jobs that no file asks for.
  public var folder: String?

  public init(
    manifest: String, stage: String, coordinates: Coordinates, lineage: Lineage = Lineage(),
    folder: String? = nil
  ) {
    self.folder = folder
    self.manifest = manifest
    self.stage = stage
    self.coordinates = coordinates
    self.lineage = lineage
  }
}
