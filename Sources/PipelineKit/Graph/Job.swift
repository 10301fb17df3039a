public import Arithmetic

/// One execution of a stage: a stage of the manifest at one combination of its axes.
///
/// Jobs are pure descriptions; their keys follow once the content of their inputs is known. What does not
/// follow the coordinates is held once for many of them (`JobCommon`).
public struct Job: Sendable {
  /// Position in `JobGraph.jobs`; inputs always have smaller positions.
  public var id: Int
  public var coordinates: Coordinates
  /// The coordinates with the names that the manifest gives to values, for people.
  public var shown: Coordinates { named ?? coordinates }
  var named: Coordinates?
  /// Of rounding: hash of manifest seed, stage name and coordinates, by value.
  public var seed: UInt64
  /// Seeds of the random numbers that the stage draws for itself, as it declares them.
  public var streams: [KeyRecord.Stream] = []
  public var inputs: [JobInput]
  public var exports: [Export]
  private(set) var common: JobCommon

  public init(
    id: Int, stage: String, coordinates: Coordinates, kind: String, parameters: ParameterValues,
    arithmetic: ArithmeticSpecification?, arithmeticLabel: String? = nil, seed: UInt64,
    inputs: [JobInput], dropsFailed: Bool = false,
    resources: Resources = Resources(), retries: RetryRule = RetryRule(), timeout: Double? = nil,
    exports: [Export] = [], mark: Mark
  ) {
    self.init(
      id: id, coordinates: coordinates, seed: seed, inputs: inputs, exports: exports,
      JobCommon(
        .init(
          stage: stage, kind: kind, parameters: parameters, arithmetic: arithmetic,
          arithmeticLabel: arithmeticLabel ?? arithmetic?.label, dropsFailed: dropsFailed,
          resources: resources, retries: retries, timeout: timeout, mark: mark)))
  }

  init(
    id: Int, coordinates: Coordinates, seed: UInt64, inputs: [JobInput], exports: [Export],
    _ common: JobCommon
  ) {
    self.id = id
    self.coordinates = coordinates
    self.seed = seed
    self.inputs = inputs
    self.exports = exports
    self.common = common
  }

  /// Changes for this job alone what it has in common with others.
  mutating func change(_ change: (inout JobCommon.Fields) -> Void) {
    var fields = common.fields
    change(&fields)
    common = JobCommon(fields)
  }
}

/// The items on one input port of a job, in the order of their coordinates.
public struct JobInput: Sendable {
  public var port: String
  public var items: [Item]

  public init(port: String, items: [Item]) {
    self.port = port
    self.items = items
  }

  /// One artifact that a job reads.
  public struct Item: Sendable {
    /// Position along the axes that `over` took away.
    public var coordinates: Coordinates
    public var origin: Origin

    public init(coordinates: Coordinates, origin: Origin) {
      self.coordinates = coordinates
      self.origin = origin
    }
  }

  /// Where an artifact comes from.
  public enum Origin: Sendable, Hashable {
    /// An output port of another job of the same graph.
    case job(Int, port: String)
    /// A file outside the store.
    case file(SourceItem)
  }
}

/// What a job needs while it runs.
public struct Resources: Sendable, Equatable {
  public var cores: Int
  /// Bytes; `nil` where the manifest does not say.
  public var memory: Int?
  /// Seconds after which a job without a timeout is stopped, and what schedulers are asked for.
  public var time: Double?

  public init(cores: Int = 1, memory: Int? = nil, time: Double? = nil) {
    self.cores = cores
    self.memory = memory
    self.time = time
  }
}

/// An output port that leaves the store.
public struct Export: Sendable, Equatable {
  public var port: String
  /// Absolute path; its ending chooses the format.
  public var path: String
  /// The axes that a table gets columns for, in front of its own; `nil` where it leaves as it is.
  public var axes: Coordinates?
  /// Absolute path of a JSON file that says where the other one comes from.
  public var sidecar: String?

  public init(port: String, path: String, axes: Coordinates? = nil, sidecar: String? = nil) {
    self.port = port
    self.path = path
    self.axes = axes
    self.sidecar = sidecar
  }

  /// Every file that is written.
  public var paths: [String] { [path] + (sidecar.map { [$0] } ?? []) }
}

/// Everything that a manifest asks for, checked and expanded, inputs before their users.
public struct JobGraph: Sendable {
  /// Whose runs these are.
  public var manifest: ManifestIdentity
  public var stages: [StageNode]
  public var jobs: [Job]
  /// Names of values along axes.
  public var names = AxisNames()
  /// The sets that its selections use, as they turned out.
  public var sets: [ResolvedSet] = []
  /// What people should know before a run, such as subjects that a source leaves out.
  public var warnings: [Diagnostic]
  /// Every file that the manifest reads, itself included, whichever of its jobs are run.
  public var reads: [ReadFile]
  /// What the manifest says, for provenance; `nil` for jobs that no file asks for.
  public var facts: ManifestFacts?
  /// Whether all that the manifest asks for is in it, rather than what leads to some stages.
  public var isWhole = true

  /// `name:` of the manifest.
  public var name: String { manifest.name }

  public init(
    manifest: ManifestIdentity, stages: [StageNode], jobs: [Job], warnings: [Diagnostic] = [],
    reads: [ReadFile] = []
  ) {
    self.manifest = manifest
    self.stages = stages
    self.jobs = jobs
    self.warnings = warnings
    self.reads = reads
  }
}

/// A stage of the manifest with the axes it runs along.
public struct StageNode: Sendable {
  public var name: String
  public var kind: String
  /// Axes in order, each with its values: what `plan --shape` prints.
  public var axes: [Axis]
  /// Axes that `over` takes away.
  public var over: [String]
  /// Names of the stages and sources it reads.
  public var dependencies: [String]
  /// Axes that outputs add, with the values of the first job.
  public var added: [Added]
  public var mark: Mark

  /// An axis that an output adds.
  public struct Added: Sendable {
    public var port: String
    public var axis: Axis
  }

  public init(
    name: String, kind: String, axes: [Axis], over: [String], dependencies: [String],
    added: [Added] = [], mark: Mark
  ) {
    self.name = name
    self.kind = kind
    self.axes = axes
    self.over = over
    self.dependencies = dependencies
    self.added = added
    self.mark = mark
  }
}

/// A named axis and the values along it.
public struct Axis: Sendable, Hashable {
  public var name: String
  public var values: [String]

  public init(_ name: String, _ values: [String]) {
    self.name = name
    self.values = values
  }
}
