import Synchronization

/// What can be deleted from a store, and whose it is.
public struct StoreCleaning: Sendable {
  /// The part of one manifest.
  public struct Share: Sendable {
    /// `nil` where the results do not say.
    public var manifest: ManifestIdentity?
    /// Whether its last run made or used them, rather than an earlier one.
    public var isCurrent: Bool
    public var results: Int
    public var bytes: Int
  }

  /// The files, those that were found damaged and moved out of the way included.
  public var objects: [Store.Object]
  /// The results among them by manifest, the largest part first.
  public var shares: [Share]

  /// Bytes of all files.
  public var bytes: Int { objects.reduce(0) { $0 + $1.bytes } }
}

extension Store {
  /// What no manifest's last run needs, when those are left out that `isDropped` says.
  ///
  /// Every manifest counts, and each set of params that it ran with; a result that several need
  /// stays while one of them does.
  ///
  /// - Throws: `StoreError` where a folder or the index cannot be read: then nobody can say what is
  ///   needed.
  public func cleaning(dropping isDropped: (ManifestUse) -> Bool = { _ in false })
    throws(StoreError) -> StoreCleaning
  {
    // In this order, so that what another process stores meanwhile is not taken for unneeded.
    let files = try objects()
    var fresh = try index.withLock { (index) throws(StoreError) -> IndexContent in
      try index.refresh()
      return index.content
    }
    let uses = Self.manifests(in: fresh)
    let needed = uses.filter { !isDropped($0) }.reduce(into: Set<JobKey>()) {
      $0.formUnion($1.keys)
    }
    var owners: [JobKey: ManifestIdentity] = [:]
    for use in uses where isDropped(use) {
      for key in use.keys where owners[key] == nil { owners[key] = use.manifest }
    }
    let current = Set(
      files.filter { fresh.isMade(by: kernels, $0) }.map(\.key))
    let objects = files.filter { file in
      file.isSetAside || !needed.contains(file.key)
        // Of other versions of kernels, where there is one of these.
        || (current.contains(file.key) && !fresh.isMade(by: kernels, file))
    }
    var shares: [Share: (results: Int, bytes: Int)] = [:]
    for object in objects where !object.isSetAside {
      let share = Share(
        manifest: owners[object.key] ?? maker(of: object), isCurrent: owners[object.key] != nil)
      let sum = shares[share] ?? (0, 0)
      shares[share] = (sum.results + 1, sum.bytes + object.bytes)
    }
    return StoreCleaning(
      objects: objects,
      shares: shares.map {
        StoreCleaning.Share(
          manifest: $0.key.manifest, isCurrent: $0.key.isCurrent, results: $0.value.results,
          bytes: $0.value.bytes)
      }.sorted {
        ($1.bytes, $0.manifest?.description ?? "") < ($0.bytes, $1.manifest?.description ?? "")
      })
  }

  private struct Share: Hashable {
    var manifest: ManifestIdentity?
    var isCurrent: Bool
  }

  /// The manifest whose run made a result.
  private func maker(of object: Object) -> ManifestIdentity? {
    (try? ObjectHeader(of: object.key, in: OpenFile(reading: object.path)))?.run.source
  }

  /// Whether another process is running jobs with this store.
  public func isAtWorkElsewhere() throws(StoreError) -> Bool { try temporary.hasOthers() }
}

extension IndexContent {
  /// Whether kernels of these versions gave the result in a file; one that is not known may be.
  fileprivate mutating func isMade(by kernels: KernelTrace, _ file: Store.Object) -> Bool {
    guard let name = file.name, let object = object(for: name) else { return !file.isSetAside }
    return kernels.agrees(with: object.kernels)
  }
}
