/// What led to a job: the stages it depends on, directly or not, and the programs that ran them.
///
/// Only stages that say `usesLineage` get one; for them it is part of the job's key, since their
/// answer depends on it.
public struct Lineage: Hashable, Sendable {
  /// Names and versions of lastbit and of the libraries it computes with, in the order to print.
  public var versions: [Value.Pair]
  /// In the order of the graph: a stage comes after what it reads.
  public var stages: [StageFacts]

  /// Jobs without which it went on, because they failed.
  public var failures: [FailureFacts]

  public init(
    versions: [Value.Pair] = [], stages: [StageFacts] = [], failures: [FailureFacts] = []
  ) {
    self.versions = versions
    self.stages = stages
    self.failures = failures
  }

  /// Failed jobs of one stage.
  public struct FailureFacts: Hashable, Sendable {
    /// The stage's name in the manifest.
    public var stage: String
    /// What they have in common: `arithmetic=bfloat16`.
    public var coordinates: Coordinates
    public var failed: Int
    /// How many jobs there are at the coordinates.
    public var jobs: Int
    /// Which of them failed, where some did not.
    public var places: [Coordinates]
    /// What the first one said.
    public var cause: String

    public init(
      stage: String, coordinates: Coordinates, failed: Int, jobs: Int, places: [Coordinates] = [],
      cause: String
    ) {
      self.stage = stage
      self.coordinates = coordinates
      self.failed = failed
      self.jobs = jobs
      self.places = places
      self.cause = cause
    }
  }

  /// One stage of the manifest, over all of its jobs that led here.
  public struct StageFacts: Hashable, Sendable {
    /// The stage's name in the manifest.
    public var name: String
    public var kind: String
    public var version: Int
    public var jobs: Int
    /// Resolved parameters, where all jobs have the same; sorted by name.
    public var parameters: [Value.Pair]
    /// One entry an arithmetic, by label; empty where the stage does not use kernels.
    public var arithmetics: [ArithmeticFacts]

    public init(
      name: String, kind: String, version: Int, jobs: Int, parameters: [Value.Pair] = [],
      arithmetics: [ArithmeticFacts] = []
    ) {
      self.name = name
      self.kind = kind
      self.version = version
      self.jobs = jobs
      self.parameters = parameters
      self.arithmetics = arithmetics
    }
  }

  /// What one arithmetic did in the jobs of a stage.
  public struct ArithmeticFacts: Hashable, Sendable {
    /// As a coordinate spells it: `random-rounding`.
    public var label: String
    public var jobs: Int
    /// Different results; fewer than jobs where some share one.
    public var results: Int
    /// Floating-point operations, over all results: those of a shared one count once.
    public var executed: Int
    /// Of those, how many went through a perturbing rounding.
    public var perturbed: Int

    public init(label: String, jobs: Int, results: Int, executed: Int, perturbed: Int) {
      self.label = label
      self.jobs = jobs
      self.results = results
      self.executed = executed
      self.perturbed = perturbed
    }
  }
}
