import Synchronization

/// A manifest that ran with a store, and what it keeps there.
public struct ManifestUse: Sendable {
  public var manifest: ManifestIdentity
  /// When it last ran, whether or not there was something to compute, in nanoseconds since 1970.
  public var lastRun: Int
  /// The results that the latest runs of its jobs made or used.
  public var keys: Set<JobKey>
}

extension Store {
  /// Every manifest that ever ran with this store, with each set of params on its own, the last one
  /// first.
  public func manifests() -> [ManifestUse] { Self.manifests(in: index.withLock { $0.content }) }

  static func manifests(in content: IndexContent) -> [ManifestUse] {
    var found = content.uses.mapValues { (time: $0.time, keys: Set<JobKey>()) }
    // In place: a copy of the keys for each run would take time that grows with the square of them.
    for run in content.runs {
      found[run.source, default: (time: 0, keys: [])].keys.insert(run.key)
      if let time = found[run.source]?.time { found[run.source]?.time = max(time, run.ended) }
    }
    return found.map { ManifestUse(manifest: $0.key, lastRun: $0.value.time, keys: $0.value.keys) }
      .sorted { ($0.lastRun, $0.manifest.id) > ($1.lastRun, $1.manifest.id) }
  }

  /// What the last run of a manifest called values along axes.
  public func names(of manifest: ManifestIdentity) -> AxisNames {
    index.withLock { $0.content.uses[manifest]?.names } ?? AxisNames()
  }

  /// Notes that a manifest is run now.
  func noteUse(of manifest: ManifestIdentity, names: AxisNames) throws(StoreError) {
    guard manifest.file != nil else { return }
    try index.withLock { (index) throws(StoreError) in
      // Searches run one manifest again and again.
      let last = index.content.uses[manifest]
      let latest = index.content.uses.values.map(\.time).max()
      if let last, last.time == latest, last.names.value == names.value,
        Files.now() - last.time < 60_000_000_000
      {
        return
      }
      try index.append([.use(manifest, .init(time: Files.now(), names: names))])
    }
  }

  /// The run to compare a job with: its own last one, or else the latest one of the same file with
  /// other params, of a manifest of that name by an older lastbit, or of another file of that name.
  func closestRun(of manifest: ManifestIdentity, stage: String, coordinates: Coordinates)
    -> RunRecord?
  {
    let runs = runs(of: stage, at: coordinates)
    if let own = runs.first(where: { $0.source == manifest }) { return own }
    func distance(_ run: RunRecord) -> Int? {
      if run.source.file == manifest.file, manifest.file != nil { return 0 }
      guard run.source.name == manifest.name else { return nil }
      return run.source.file == nil ? 1 : 2
    }
    var best: (distance: Int, run: RunRecord)?
    for run in runs {
      guard let distance = distance(run) else { continue }
      if let best, (best.distance, -best.run.ended) <= (distance, -run.ended) { continue }
      best = (distance, run)
    }
    return best?.run
  }
}
