/// What a run will take of machines, as far as runs of before tell.
public struct RunCost: Sendable {
  /// The jobs of one stage that have no result yet.
  public struct Stage: Sendable {
    public var name: String
    /// All of the stage's jobs.
    public var jobs: Int
    public var toRun: Int
    public var cores: Int
    /// Runs that are known.
    public var runs = 0
    /// Whether the sizes of inputs count.
    public var usesSize = false
    /// Sums over the jobs; zero where nothing is known.
    public var seconds = 0.0
    public var bytes = 0
    /// The most of any job.
    public var likelySeconds: Double?
    public var memory: Int?
    /// What the manifest could say under `resources`.
    public var toAsk = Resources()

    public var coreHours: Double? { runs > 0 ? seconds * Double(cores) / 3600 : nil }
  }

  public private(set) var stages: [Stage] = []
  /// Seconds that the longest chain of jobs takes that wait for one another.
  public private(set) var longestChain = 0.0

  public var coreSeconds: Double { stages.reduce(0) { $0 + $1.seconds * Double($1.cores) } }
  public var bytes: Int { stages.reduce(0) { $0 + $1.bytes } }
  /// Stages with jobs to run of which nothing is known yet.
  public var unknown: [String] { stages.filter { $0.toRun > 0 && $0.runs == 0 }.map(\.name) }
  /// Whether anything is known of jobs that are to run.
  public var isKnown: Bool { stages.contains { $0.toRun > 0 && $0.runs > 0 } }

  /// Seconds on so many cores; less than that is not possible, more is, where jobs wait for each other.
  public func seconds(on cores: Int) -> Double {
    max(longestChain, coreSeconds / Double(max(1, cores)))
  }

  public init(_ experiment: Experiment, _ plan: Plan, _ forecast: ResourceForecast) {
    var position: [String: Int] = [:]
    for node in experiment.graph.stages {
      position[node.name] = stages.count
      stages.append(Stage(name: node.name, jobs: 0, toRun: 0, cores: 1))
    }
    /// When each job ends at the earliest.
    var ends = [Double](repeating: 0, count: plan.jobs.count)
    /// Of jobs whose inputs are not there, which is nearly all of a first run, one answer a stage.
    var needs: [String: ResourceForecast.Need?] = [:]
    for job in plan.jobs {
      guard let index = position[job.stage] else { continue }
      stages[index].jobs += 1
      let cores = max(1, job.job.resources.cores)
      if stages[index].jobs == 1 { stages[index].cores = cores }
      guard job.state.isOutstanding else { continue }
      stages[index].toRun += 1
      let need: ResourceForecast.Need?
      if case .willRun = job.state, forecast.usesSizes(of: job.stage) {
        need = forecast.need(
          of: job.stage, inputBytes: experiment.inputBytes(of: job.job) { plan.jobs[$0].state.key })
      } else if let known = needs[job.stage] {
        need = known
      } else {
        need = forecast.need(of: job.stage, inputBytes: nil)
        needs[job.stage] = .some(need)
      }
      let start = job.job.inputs.lazy.flatMap(\.items).reduce(0.0) { latest, item in
        if case .job(let id, _) = item.origin { max(latest, ends[id]) } else { latest }
      }
      ends[job.id] = start + (need?.seconds ?? 0)
      if let need { stages[index].add(need, job.job.resources) }
    }
    longestChain = ends.max() ?? 0
  }
}

extension RunCost.Stage {
  fileprivate mutating func add(_ need: ResourceForecast.Need, _ resources: Resources) {
    runs = need.runs
    usesSize = usesSize || need.usesSize
    seconds += need.seconds
    bytes += need.bytes ?? 0
    likelySeconds = max(likelySeconds ?? 0, need.likelySeconds)
    if let more = need.memory { memory = max(memory ?? 0, more) }
    toAsk.cores = cores
    toAsk.memory = [toAsk.memory, resources.memory ?? need.memoryToAsk].compactMap { $0 }.max()
    toAsk.time = [toAsk.time, resources.time ?? need.timeToAsk].compactMap { $0 }.max()
  }
}

extension JobPlan.State {
  /// Whether the job has no result yet and gets one of its own.
  var isOutstanding: Bool {
    switch self {
    case .cached: false
    case .willRun(_, _, let shared): shared == nil
    case .waits, .problem: true
    }
  }

  /// The key of a result that is there.
  var key: JobKey? { if case .cached(let key) = self { key } else { nil } }
}

extension RunCost {
  public var value: Value {
    [
      "coreHours": isKnown ? .number(coreSeconds / 3600) : .null,
      "longestChainSeconds": isKnown ? .number(longestChain) : .null,
      "bytes": isKnown ? .integer(bytes) : .null,
      "quantile": .number(ResourceForecast.quantile),
      "unknown": .list(unknown.map { .string($0) }),
      "stages": .list(stages.map(\.value)),
    ]
  }
}

extension RunCost.Stage {
  var value: Value {
    [
      "stage": .string(name), "jobs": .integer(jobs), "toRun": .integer(toRun),
      "cores": .integer(cores), "runs": .integer(runs), "usesInputSize": .boolean(usesSize),
      "meanSeconds": runs > 0 ? .number(seconds / Double(max(1, toRun))) : .null,
      "likelySeconds": likelySeconds.map { .number($0) } ?? .null,
      "peakMemory": memory.map { .integer($0) } ?? .null,
      "memoryToAsk": toAsk.memory.map { .integer($0) } ?? .null,
      "timeToAsk": toAsk.time.map { .number($0) } ?? .null,
      "bytes": runs > 0 ? .integer(bytes) : .null,
      "coreHours": coreHours.map { .number($0) } ?? .null,
    ]
  }
}
