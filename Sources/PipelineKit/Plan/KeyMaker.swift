internal import Arithmetic

/// Makes the key records of jobs, and remembers what many of them have in common: the fields that do not
/// follow the coordinates, and what source files hold.
///
/// A source is looked at once, so that all keys of a plan or a run are made from the same bytes; who reads
/// it compares.
struct KeyMaker {
  private let experiment: Experiment
  /// By stage, those that were met last.
  private var common: [String: [CommonFields]] = [:]
  /// Those of the last job.
  private var last: (of: JobCommon, fields: CommonFields)?
  private var sources: [SourceItem: (digest: Digest, identity: String)] = [:]

  /// How many of a stage's combinations of parameters and arithmetic are remembered.
  private static let mostCommon = 16

  init(_ experiment: Experiment) { self.experiment = experiment }

  /// What jobs of a stage have in common.
  private struct CommonFields {
    var kind: any Stage.Type
    var parameters: ParameterValues
    /// As the job has it, whether or not its kind uses it.
    var specification: ArithmeticSpecification?
    /// `Arithmetics.identity`; `nil` where the stage uses none.
    var arithmetic: String?
    var isRandom: Bool
    /// Over these fields.
    var hasher: FieldHasher
  }

  /// The key record of a job, and its key.
  ///
  /// - Parameters:
  ///   - job: without the items that are missing, where it goes on without them.
  ///   - results: results by job, there for every job that this one reads from.
  ///   - shortfall: what the run will not get.
  /// - Throws: `StoreError` where a source file cannot be read; `StageError` where an upstream
  ///   result lacks a port.
  mutating func record(
    of job: Job, results: [Store.Result?], shortfall: Shortfall = Shortfall()
  ) throws -> (record: KeyRecord, key: JobKey) {
    let common = try common(of: job)
    var inputs: [KeyRecord.Input] = []
    inputs.reserveCapacity(job.inputs.count)
    for input in job.inputs {
      var items: [KeyRecord.Item] = []
      items.reserveCapacity(input.items.count)
      for item in input.items { items.append(try self.item(item, results: results)) }
      inputs.append(KeyRecord.Input(port: input.port, items: items))
    }
    let record = KeyRecord(
      kind: job.kind, version: common.kind.version, parameters: job.parameters,
      arithmetic: common.arithmetic, seed: common.isRandom ? job.seed : nil, streams: job.streams,
      inputs: inputs,
      lineage: common.kind.usesLineage
        ? [
          "manifest": .string(experiment.graph.name),
          "lineage": experiment.lineage(of: job, results: results, shortfall).value,
        ] : nil)
    return (record, record.key(after: common.hasher))
  }

  private mutating func common(of job: Job) throws -> CommonFields {
    if let last, last.of === job.common { return last.fields }
    let fields = try fields(of: job)
    last = (job.common, fields)
    return fields
  }

  private mutating func fields(of job: Job) throws -> CommonFields {
    let known = common[job.stage]?.last {
      $0.kind.kind == job.kind && $0.parameters == job.parameters
        && $0.specification == job.arithmetic
    }
    if let known { return known }
    let kind = try experiment.catalog.stage(job.kind)
    let arithmetic = kind.usesArithmetic ? job.arithmetic : nil
    let identity = arithmetic.map { Arithmetics.identity($0) }
    let fields = CommonFields(
      kind: kind, parameters: job.parameters, specification: job.arithmetic, arithmetic: identity,
      isRandom: arithmetic.map { !Arithmetics.isDeterministic($0) } ?? false,
      hasher: KeyRecord(
        kind: job.kind, version: kind.version, parameters: job.parameters, arithmetic: identity,
        seed: nil, inputs: []
      ).commonHasher)
    if let count = common[job.stage]?.count, count >= Self.mostCommon {
      common[job.stage]?.removeFirst()
    }
    common[job.stage, default: []].append(fields)
    return fields
  }

  private mutating func item(_ item: JobInput.Item, results: [Store.Result?]) throws
    -> KeyRecord.Item
  {
    switch item.origin {
    case .job(let id, let port):
      guard let digest = results[id]?.digests[port] else {
        throw StageError("'\(experiment.graph.jobs[id].stage)' has no stored output '\(port)'")
      }
      return KeyRecord.Item(coordinates: item.coordinates, digest: digest)
    case .file(let source):
      let known: (digest: Digest, identity: String)
      if let remembered = sources[source] {
        known = remembered
      } else {
        known = (
          try experiment.site.version(of: source).digest,
          experiment.catalog.reader.identity(of: source)
        )
        sources[source] = known
      }
      return KeyRecord.Item(
        coordinates: item.coordinates, digest: known.digest, source: known.identity)
    }
  }
}
