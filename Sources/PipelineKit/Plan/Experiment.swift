import Arithmetic

/// A manifest's jobs together with all that their keys depend on: what is planned and executed.
public struct Experiment: Sendable {
  public let graph: JobGraph
  public let catalog: StageCatalog
  public let store: Store
  /// Names and versions of lastbit and of the libraries that it computes with.
  public let versions: [Value.Pair]
  /// What was built, for provenance; empty where the program does not know.
  public let commit: String

  public init(
    graph: JobGraph, catalog: StageCatalog, store: Store, versions: [Value.Pair] = [],
    commit: String = ""
  ) {
    self.graph = graph
    self.catalog = catalog
    self.store = store
    self.versions = versions
    self.commit = commit
  }

  /// What its jobs need beside their orders.
  var site: JobSite { JobSite(catalog: catalog, store: store, commit: commit) }

  /// What files that leave say of what made them, with the first digits of the result's key, with
  /// which `lastbit show` finds the rest: `lastbit 0.1.0 register/affine 3fa9c2b1d07e`.
  public static func description(of kind: String, key: JobKey, versions: [Value.Pair]) -> String {
    let version = versions.first.flatMap { pair -> String? in
      guard case .string(let version) = pair.value else { return nil }
      return "\(pair.key) \(version)"
    }
    return [version, kind, String(key.description.prefix(12))].compactMap { $0 }
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The jobs that `job` reads from, without repetition, in order.
  func upstream(of job: Job) -> [Int] {
    var seen: Set<Int> = []
    for input in job.inputs {
      for item in input.items {
        if case .job(let id, _) = item.origin { seen.insert(id) }
      }
    }
    return seen.sorted()
  }

  /// The key record of a job.
  ///
  /// - Parameters:
  ///   - job: without the items that are missing, where it goes on without them.
  ///   - results: results by job, there for every job that this one reads from.
  ///   - shortfall: what the run will not get.
  /// - Throws: `StoreError` where a source file cannot be read; `StageError` where an upstream
  ///   result lacks a port.
  func record(
    of job: Job, results: [Store.Result?], shortfall: Shortfall = Shortfall()
  ) throws -> KeyRecord {
    let kind = try catalog.stage(job.kind)
    let inputs = try job.inputs.map { input in
      KeyRecord.Input(
        port: input.port, items: try input.items.map { try item($0, results: results) })
    }
    let arithmetic = kind.usesArithmetic ? job.arithmetic : nil
    let isRandom = arithmetic.map { !Arithmetics.isDeterministic($0) } ?? false
    return KeyRecord(
      kind: job.kind, version: kind.version, parameters: job.parameters,
      arithmetic: arithmetic.map { Arithmetics.identity($0) },
      seed: isRandom ? job.seed : nil, streams: job.streams, inputs: inputs,
      lineage: kind.usesLineage
        ? [
          "manifest": .string(graph.name),
          "lineage": lineage(of: job, results: results, shortfall).value,
        ] : nil)
  }

  private func item(_ item: JobInput.Item, results: [Store.Result?]) throws -> KeyRecord.Item {
    switch item.origin {
    case .job(let id, let port):
      guard let digest = results[id]?.digests[port] else {
        throw StageError("'\(graph.jobs[id].stage)' has no stored output '\(port)'")
      }
      return KeyRecord.Item(coordinates: item.coordinates, digest: digest)
    case .file(let source):
      return KeyRecord.Item(
        coordinates: item.coordinates, digest: try site.version(of: source).digest,
        source: catalog.reader.identity(of: source))
    }
  }
}
