/// What becomes of a job: the one answer that `plan`, `run`, `why` and `locate` go by.
enum Decision {
  /// For jobs that it reads from.
  case waits(on: [Int])
  /// An earlier job with the same key runs in its place.
  case sharedWith(Int, KeyRecord, JobKey)
  /// The store has its result.
  case cached(KeyRecord, Store.Result)
  /// It runs; where a stored result is damaged, that has to be moved out of the way first.
  case runs(KeyRecord, JobKey, damage: DamagedObject?)
}

/// Decides job by job, and remembers which job runs for a key.
struct Decider {
  private let experiment: Experiment
  private var keys: KeyMaker
  /// What the store has, where it is looked at for one moment.
  private var listing: StoreListing?
  /// The job that runs for a key.
  private var leaders: [JobKey: Int] = [:]

  /// - Parameter atOnce: whether all decisions are about one moment, as those of a plan are.
  init(_ experiment: Experiment, atOnce: Bool = false) {
    self.experiment = experiment
    keys = KeyMaker(experiment)
    if atOnce { listing = StoreListing(experiment.store) }
  }

  /// The key record of a job, and its key; as `KeyMaker` has them.
  mutating func record(
    of job: Job, results: [Store.Result?], shortfall: Shortfall = Shortfall()
  ) throws -> (record: KeyRecord, key: JobKey) {
    try keys.record(of: job, results: results, shortfall: shortfall)
  }

  /// What becomes of a job.
  ///
  /// - Parameters:
  ///   - job: without the items that are missing, where it goes on without them.
  ///   - results: those that are known, by job.
  ///   - shortfall: what the run will not get.
  ///   - usesStore: whether a stored result will do for a key; it always will with `nil`.
  /// - Throws: as `record(of:results:shortfall:)`; `StoreError` where the store cannot be read.
  mutating func decide(
    _ job: Job, results: [Store.Result?], shortfall: Shortfall = Shortfall(),
    usesStore: ((JobKey) -> Bool)? = nil
  ) throws -> Decision {
    let missing = experiment.upstream(of: job)
      .filter { results[$0] == nil && !shortfall.absent.contains($0) }
    guard missing.isEmpty else { return .waits(on: missing) }
    let (record, key) = try record(of: job, results: results, shortfall: shortfall)
    if let leader = leaders[key], leader != job.id { return .sharedWith(leader, record, key) }
    var damage: DamagedObject?
    if usesStore?(key) ?? true, listing?.canHave(key) ?? true {
      do {
        if let result = try experiment.store.lookUp(key) { return .cached(record, result) }
      } catch let found as DamagedObject { damage = found }
    }
    leaders[key] = job.id
    return .runs(record, key, damage: damage)
  }

  /// Whether `job` runs for `key`.
  func leads(_ job: Int, _ key: JobKey) -> Bool { leaders[key] == job }

  /// No job runs for `key` any more.
  mutating func release(_ key: JobKey) { leaders[key] = nil }
}
