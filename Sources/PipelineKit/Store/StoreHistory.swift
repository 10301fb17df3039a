import Glibc
import Synchronization

extension Store {
  /// The last time that this job of the manifest ran or was found done.
  public func lastRun(of manifest: ManifestIdentity, stage: String, coordinates: Coordinates)
    -> RunRecord?
  {
    runs(of: stage, at: coordinates).first { $0.source == manifest }
  }

  /// The latest run of every job of every manifest that ever ran with this store, in no order.
  public func runs() -> [RunRecord] { index.withLock { Array($0.content.runs) } }

  /// The latest runs of jobs of this name and place, of all manifests.
  func runs(of stage: String, at coordinates: Coordinates) -> [RunRecord] {
    index.withLock { $0.content.runs(of: stage, at: coordinates) }
  }

  /// The fields that `key` was made of, where the store has seen it.
  public func record(for key: JobKey) -> KeyRecord? {
    if let record = index.withLock({ $0.content.record(for: key) }) { return record }
    return ((try? files(of: key)) ?? []).lazy.compactMap { name, _ in
      try? ObjectHeader(of: key, in: OpenFile(reading: self.path(of: name))).record
    }.first
  }

  /// Adds to the history of a job; kept for good.
  func add(_ run: RunRecord, _ record: KeyRecord) throws(StoreError) {
    try prepare()
    try index.withLock { (index) throws(StoreError) in
      var entries: [IndexContent.Entry] = [.run(run)]
      if !index.content.hasRecord(for: run.key) { entries.append(.record(run.key, record)) }
      try index.append(entries)
    }
  }

  /// Every key that has a file in the store, in no order.
  ///
  /// - Throws: `StoreError` where a folder cannot be listed.
  public func keys() throws(StoreError) -> Set<JobKey> { Set(try names().map(\.key)) }

  /// Every file of a result in the store, sorted.
  ///
  /// - Throws: `StoreError` where a folder cannot be listed.
  func names() throws(StoreError) -> [ObjectName] {
    try objectFiles().compactMap { file in
      file.name.hasSuffix(".h5") ? ObjectName(file: file.name) : nil
    }
  }

  /// Reads the header of every object and notes what the index does not know of it. Objects that are
  /// damaged or somebody else's are left to be found when they are looked up.
  public func rebuildIndex() throws(StoreError) {
    let known = index.withLock { $0.isDamaged ? [] : $0.content.names }
    for name in try names() where !known.contains(name) {
      let header: ObjectHeader
      do { header = try ObjectHeader(of: name.key, in: OpenFile(reading: path(of: name))) } catch {
        guard let error = error as? StoreError, let code = error.code,
          ![ENOENT, EACCES, EPERM].contains(code)
        else { continue }
        throw error
      }
      // A store that cannot be written to can still be read, only more slowly.
      do {
        try index.withLock { (index) throws(StoreError) in
          try index.append(header.entries(number: name.number))
        }
      } catch {
        return
      }
    }
    index.withLock { $0.setDamagedAside() }
  }
}
