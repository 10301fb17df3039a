import Arithmetic

/// What a run would do, job by job.
public struct Plan: Sendable {
  public var jobs: [JobPlan]
  /// Files that earlier runs exported and this one would not.
  public var staleExports: [StaleExport] = []

  /// How many jobs are in each state.
  public var counts: (cached: Int, willRun: Int, waits: Int, problems: Int) {
    jobs.reduce(into: (0, 0, 0, 0)) { counts, job in
      switch job.state {
      case .cached: counts.0 += 1
      case .willRun: counts.1 += 1
      case .waits: counts.2 += 1
      case .problem: counts.3 += 1
      }
    }
  }

  /// Whether a run would compute nothing and write nothing.
  public var isDone: Bool {
    jobs.allSatisfy { job in
      guard case .cached = job.state else { return false }
      return job.exports.isEmpty && job.unmet.isEmpty
    }
  }

  /// Which other runs jobs are compared with, each once: clauses.
  public var comparisons: [String] {
    var seen: Set<String> = []
    return jobs.compactMap(\.comparison).filter { seen.insert($0).inserted }
  }

  /// Files that a run would export of results that the store has.
  public var exports: [Export] { jobs.flatMap(\.exports) }
}

/// What a run would do with one job, and why.
public struct JobPlan: Sendable {
  public enum State: Sendable {
    /// The store has its result.
    case cached(JobKey)
    /// All its inputs are known and its result is not. Where an earlier job of the plan has the
    /// same key, it runs in place of this one.
    case willRun(JobKey, Reason, sharedWith: Int?)
    /// Jobs that must run first; their content decides. The changes are those in its own fields.
    case waits(on: [Int], Reason)
    /// A source file that cannot be read, or a stored result that is damaged beyond reading.
    case problem(String)
  }

  /// Why a job is not done.
  public enum Reason: Sendable, Equatable {
    case neverRan
    /// Differences from the last run; empty for a waiting job of which nothing else changed.
    case changed([KeyChange])
    /// It was done under this key, but the result is no longer in the store.
    case resultGone
    /// It was done under this key with other versions of kernels.
    case kernelsChanged([KernelChange])
    /// The stored result's file is damaged, as the text says.
    case damaged(String)
    /// It failed under this key the last time.
    case failed
  }

  public var job: Job
  public var state: State
  /// What its cached result lacks of what the manifest expects, which fails the job in a run: sentences.
  public var unmet: [String] = []
  /// Exports of a cached result that are missing, or not as the result is now.
  public var exports: [Export] = []
  private let last: LastRun?

  /// A reference, since a plan may have a million jobs.
  private final class LastRun: Sendable {
    let run: RunRecord
    let isOwn: Bool
    /// Whose plan it is.
    let manifest: ManifestIdentity

    init(_ run: RunRecord, of manifest: ManifestIdentity) {
      self.run = run
      self.manifest = manifest
      isOwn = run.source == manifest
    }
  }

  /// - Parameter manifest: whose plan it is.
  init(job: Job, state: State, lastRun: RunRecord?, manifest: ManifestIdentity) {
    self.job = job
    self.state = state
    last = lastRun.map { LastRun($0, of: manifest) }
  }

  /// When and how it ran the last time, which is what it is compared with.
  public var lastRun: RunRecord? { last?.run }

  /// Position in the graph.
  public var id: Int { job.id }
  public var stage: String { job.stage }
  public var coordinates: Coordinates { job.coordinates }

  /// Whether the last run was one of the same manifest with the same params.
  public var isOwn: Bool { last?.isOwn ?? true }

  /// Which run a job is compared with, where it is not one of its own: a clause.
  public var comparison: String? {
    guard let last, !last.isOwn else { return nil }
    switch state {
    case .willRun(_, .changed, _), .waits(_, .changed): break
    default: return nil
    }
    let other = last.run.source
    guard other.file != nil, other.file == last.manifest.file else {
      return "compared with the last run of \(other)"
    }
    let settings = other.settings.map { "--set \($0.name)=\($0.value)" }
    return "compared with its last run, which had "
      + (settings.isEmpty ? "no --set" : settings.joined(separator: " "))
  }
}

extension JobPlan.Reason: CustomStringConvertible {
  /// A clause for a person.
  public var description: String {
    switch self {
    case .neverRan: "never ran"
    case .changed(let changes): changes.map(\.description).joined(separator: "; ")
    case .resultGone: "its result is no longer in the store"
    case .kernelsChanged(let changes): changes.map(\.description).joined(separator: "; ")
    case .damaged(let reason): reason
    case .failed: "failed the last time"
    }
  }

  public var value: Value {
    switch self {
    case .neverRan: ["reason": "never-ran"]
    case .changed(let changes): ["reason": "changed", "changes": .list(changes.map(\.value))]
    case .resultGone: ["reason": "result-gone"]
    case .kernelsChanged(let changes):
      ["reason": "kernels-changed", "kernels": .list(changes.map(\.value))]
    case .damaged(let text): ["reason": "damaged", "message": .string(text)]
    case .failed: ["reason": "failed"]
    }
  }
}

extension JobPlan {
  /// The plan of a job for `--json`.
  public var value: Value {
    var pairs: [Value.Pair] = [
      .init("stage", .string(stage)), .init("coordinates", coordinates.value),
      .init("kind", .string(job.kind)),
      .init("arithmetic", job.arithmetic.map { .string($0.label) } ?? .null),
      .init("seed", .string(String(job.seed))), .init("resources", job.resources.value),
      .init("retries", .integer(job.retries.times)),
      .init("timeout", job.timeout.map { .number($0) } ?? .null),
    ]
    switch state {
    case .cached(let key):
      pairs += [.init("state", "cached"), .init("key", .string(key.description))]
    case .willRun(let key, let reason, let shared):
      pairs += [
        .init("state", "will-run"), .init("key", .string(key.description)),
        .init("why", reason.value), .init("sharedWith", shared.map { .integer($0) } ?? .null),
      ]
    case .waits(let upstream, let reason):
      pairs += [
        .init("state", "waits"), .init("key", .null),
        .init("on", .list(upstream.map { .integer($0) })),
        .init("why", reason.value),
      ]
    case .problem(let text):
      pairs += [.init("state", "problem"), .init("key", .null), .init("message", .string(text))]
    }
    pairs.append(.init("unmet", .list(unmet.map(Value.string))))
    pairs.append(.init("exports", .list(exports.map { .string($0.path) })))
    pairs.append(.init("files", .list(job.exports.map(\.value))))
    pairs.append(.init("lastRun", lastRun?.value ?? .null))
    return .map(pairs)
  }
}

extension Resources {
  /// Bytes and seconds; `null` where the manifest does not say.
  var value: Value {
    [
      "cores": .integer(cores), "memory": memory.map { .integer($0) } ?? .null,
      "time": time.map { .number($0) } ?? .null,
    ]
  }
}

extension Export {
  var value: Value {
    [
      "port": .string(port), "path": .string(path),
      "sidecar": sidecar.map { .string($0) } ?? .null,
    ]
  }
}

extension Plan {
  /// The plan for `--json`.
  public func value(with cost: RunCost? = nil) -> Value {
    let counts = counts
    return [
      "counts": [
        "cached": .integer(counts.cached), "willRun": .integer(counts.willRun),
        "waits": .integer(counts.waits), "problems": .integer(counts.problems),
        "exports": .integer(exports.count),
      ],
      "jobs": .list(jobs.map(\.value)), "staleExports": .list(staleExports.map(\.value)),
      "cost": cost?.value ?? .null,
    ]
  }
}
