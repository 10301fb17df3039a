/// What becomes of a job: the one answer that `plan`, `run`, `why` and `locate` go by.
enum Decision {
  /// For jobs that it reads from.
  case waits(on: [Int])
  /// An earlier job with the same key runs in its place.
  case sharedWith(Int, KeyRecord)
  /// The store has its result.
  case cached(KeyRecord, Store.Result)
  /// It runs; where a stored result is damaged, that has to be moved out of the way first.
  case runs(KeyRecord, damage: DamagedObject?)
}

/// Decides job by job, and remembers which job runs for a key.
struct Decider {
  private let experiment: Experiment
  /// The job that runs for a key.
  private var leaders: [JobKey: Int] = [:]

  init(_ experiment: Experiment) { self.experiment = experiment }

  /// What becomes of a job.
  ///
  /// - Parameters:
  ///   - job: without the items that are missing, where it goes on without them.
  ///   - results: those that are known, by job.
  ///   - shortfall: what the run will not get.
  ///   - usesStore: whether a stored result will do for a key; it always will with `nil`.
  /// - Throws: as `Experiment.record(of:results:shortfall:)`; `StoreError` where the store cannot be
  ///   read.
  mutating func decide(
    _ job: Job, results: [Store.Result?], shortfall: Shortfall = Shortfall(),
    usesStore: ((JobKey) -> Bool)? = nil
  ) throws -> Decision {
    let missing = experiment.upstream(of: job)
      .filter { results[$0] == nil && !shortfall.absent.contains($0) }
    guard missing.isEmpty else { return .waits(on: missing) }
    let record = try experiment.record(of: job, results: results, shortfall: shortfall)
    let key = record.key
    if let leader = leaders[key], leader != job.id { return .sharedWith(leader, record) }
    var damage: DamagedObject?
    if usesStore?(key) ?? true {
      do {
        if let result = try experiment.store.lookUp(key) { return .cached(record, result) }
      } catch let found as DamagedObject { damage = found }
    }
    leaders[key] = job.id
    return .runs(record, damage: damage)
  }

  /// Whether `job` runs for `key`.
  func leads(_ job: Int, _ key: JobKey) -> Bool { leaders[key] == job }

  /// No job runs for `key` any more.
  mutating func release(_ key: JobKey) { leaders[key] = nil }
}
