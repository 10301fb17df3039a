/// Where jobs run: in this process, in processes beside it, on a cluster.
///
/// A run decides what is next and what follows; an executor has the room, and takes one job at a time.
public protocol Executor: Sendable {
  /// What its jobs share.
  var room: any ExecutorRoom { get }
  /// Runs a job to its end, in room that was taken for it.
  ///
  /// - Parameters:
  ///   - site: where stages and results are.
  ///   - tell: called with what the job says meanwhile, from any thread.
  func run(
    _ order: JobOrder, at site: JobSite, tell: @escaping @Sendable (JobEvent) -> Void
  ) async -> JobOutcome
  /// Asks what runs to stop, and what starts from now on to end at once. Safe from any thread and more
  /// than once.
  func cancel()
}

/// How much of an executor is free.
public protocol ExecutorRoom: Sendable {
  /// What a job asks for here where its stage leaves something open; `nil` where that stays open.
  ///
  /// - Parameter inputBytes: bytes of the files that its inputs are.
  func filled(
    _ resources: Resources, of stage: String, inputBytes: () -> Int?
  ) -> FilledResources?
  /// Why a job can never run here: a clause for a person; `nil` where it can.
  func refusal(of resources: Resources) -> String?
  /// Takes the room that a job needs, where there is some now.
  ///
  /// - Returns: threads that the job may keep busy; `nil` where it has to wait.
  func take(_ resources: Resources) -> Int?
  /// Gives back what `take` took.
  func giveBack(_ resources: Resources)
}

extension ExecutorRoom {
  public func filled(
    _ resources: Resources, of stage: String, inputBytes: () -> Int?
  ) -> FilledResources? { nil }
}

/// What a job asks for, with what its stage did not say.
public struct FilledResources: Sendable {
  public var resources: Resources
  /// Limits that come from runs of before. A job that ends by one of them is tried again with twice as
  /// much, whatever its stage says of that: its stage did not ask for so little.
  public var foretold: Set<RetryRule.Cause>

  public init(_ resources: Resources, foretold: Set<RetryRule.Cause> = []) {
    self.resources = resources
    self.foretold = foretold
  }
}

/// What a job needs beside its order.
public struct JobSite: Sendable {
  public let catalog: StageCatalog
  public let store: Store
  /// What the program was built from, for provenance; empty where it does not know.
  public let commit: String

  public init(catalog: StageCatalog, store: Store, commit: String = "") {
    self.catalog = catalog
    self.store = store
    self.commit = commit
  }

  /// The files of a source as they are now.
  ///
  /// - Throws: `StoreError` where one cannot be read; `StageError` where the reader knows none.
  func version(of source: SourceItem) throws -> SourceVersion {
    try store.version(ofSource: try catalog.reader.files(of: source))
  }
}
