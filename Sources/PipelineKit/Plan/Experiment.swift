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
    var ids: [Int] = []
    for input in job.inputs {
      for item in input.items {
        if case .job(let id, _) = item.origin, id != ids.last { ids.append(id) }
      }
    }
    guard ids.count > 1 else { return ids }
    ids.sort()
    var last: Int?
    return ids.filter { id in
      defer { last = id }
      return id != last
    }
  }
}
