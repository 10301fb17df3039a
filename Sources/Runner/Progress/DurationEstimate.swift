import PipelineKit

/// How long the rest of a run will take, from how long such jobs took before.
struct DurationEstimate {
  /// Jobs that take about as long: those of a stage under one arithmetic.
  struct Kind: Hashable {
    var stage: String
    /// As its axis says; empty where the stage does not have it.
    var arithmetic: String
    /// Cores that a job keeps busy.
    var cores: Int

    init(_ job: Job) {
      stage = job.stage
      arithmetic = job.coordinates["arithmetic"] ?? ""
      cores = job.resources.cores
    }
  }

  /// A stage at work.
  struct Busy {
    var kind: Kind
    /// How far it is, `0...1`; `nil` where it does not say.
    var fraction: Double?
    /// Seconds since it started.
    var elapsed: Double
  }

  /// The time to go.
  struct Remaining: Equatable {
    var seconds: Double
    /// Whether it is known of some of the remaining jobs only.
    var isAtLeast: Bool
  }

  private struct Name: Hashable {
    var stage: String
    var arithmetic: String?
  }

  private var earlier: [Name: Mean] = [:]
  private var now: [Name: Mean] = [:]
  /// A fraction below this says little of the whole.
  private static let leastFraction = 0.05

  private struct Mean {
    var sum = 0.0
    var count = 0.0
    var value: Double { sum / count }

    mutating func add(_ seconds: Double) {
      sum += seconds
      count += 1
    }
  }

  init() {}

  /// Starts from the durations of earlier runs.
  init(history: [RunRecord], manifest: String) {
    for run in history where run.manifest == manifest && run.status == .done {
      let arithmetic = run.coordinates["arithmetic"] ?? ""
      earlier[Name(stage: run.stage, arithmetic: arithmetic), default: Mean()].add(run.duration)
      earlier[Name(stage: run.stage), default: Mean()].add(run.duration)
    }
  }

  /// Learns how long a job took.
  mutating func add(_ seconds: Double, of kind: Kind) {
    now[Name(stage: kind.stage, arithmetic: kind.arithmetic), default: Mean()].add(seconds)
    now[Name(stage: kind.stage), default: Mean()].add(seconds)
  }

  /// Time to go on `cores` cores; `nil` where no duration can be guessed.
  func remaining(busy: [Busy], waiting: [Kind: Int], cores: Int) -> Remaining? {
    var extrapolated: [Kind: Mean] = [:]
    for job in busy {
      guard let fraction = job.fraction, fraction > Self.leastFraction else { continue }
      extrapolated[job.kind, default: Mean()].add(job.elapsed / fraction)
    }
    func duration(_ kind: Kind) -> Double? {
      let exact = Name(stage: kind.stage, arithmetic: kind.arithmetic)
      let any = Name(stage: kind.stage)
      return (now[exact] ?? earlier[exact] ?? extrapolated[kind] ?? now[any] ?? earlier[any])?.value
    }
    // Core-seconds, and the longest job: the end is not before either allows it.
    var total = 0.0
    var longest = 0.0
    var known = 0
    var isAtLeast = false
    func add(_ seconds: Double, _ count: Int, _ kind: Kind) {
      total += seconds * Double(count) * Double(min(max(1, kind.cores), cores))
      longest = max(longest, seconds)
      known += count
    }
    for job in busy {
      if let fraction = job.fraction, fraction > Self.leastFraction {
        add(job.elapsed / fraction * (1 - fraction), 1, job.kind)
      } else if let mean = duration(job.kind) {
        add(max(0, mean - job.elapsed), 1, job.kind)
      } else {
        isAtLeast = true
      }
    }
    for (kind, count) in waiting where count > 0 {
      if let mean = duration(kind) { add(mean, count, kind) } else { isAtLeast = true }
    }
    guard known > 0 else { return nil }
    return Remaining(
      seconds: max(longest, total / Double(max(1, cores))), isAtLeast: isAtLeast)
  }
}
