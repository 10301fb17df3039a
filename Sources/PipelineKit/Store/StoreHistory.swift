import Glibc
import Synchronization

extension Store {
  /// The last time that this job of the manifest ran or was found done.
  public func lastRun(of manifest: ManifestIdentity, stage: String, coordinates: Coordinates)
    -> RunRecord?
  {
    let identity = RunRecord.Identity(source: manifest, stage: stage, coordinates: coordinates)
    return index.withLock { $0.content.runs[identity] }
  }

  /// The latest run of every job of every manifest that ever ran with this store, in no order.
  public func runs() -> [RunRecord] { index.withLock { Array($0.content.runs.values) } }

  /// The fields that `key` was made of, where the store has seen it.
  public func record(for key: JobKey) -> KeyRecord? {
    if let record = index.withLock({ $0.content.record(for: key) }) { return record }
    return try? ObjectHeader(of: key, in: OpenFile(reading: path(of: key))).record
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

  /// Every key that has a file in the store, sorted.
  ///
  /// - Throws: `StoreError` where a folder cannot be listed.
  public func keys() throws(StoreError) -> [JobKey] {
    try objectFiles().compactMap { file in
      file.name.hasSuffix(".h5") ? JobKey(hex: String(file.name.dropLast(3))) : nil
    }
  }

  /// Reads the header of every object and notes what the index does not know of it. Objects that are
  /// damaged or somebody else's are left to be found when they are looked up.
  public func rebuildIndex() throws(StoreError) {
    let known = index.withLock { $0.isDamaged ? [] : $0.content.keys }
    for key in try keys() where !known.contains(key) {
      let header: ObjectHeader
      do { header = try ObjectHeader(of: key, in: OpenFile(reading: path(of: key))) } catch {
        guard let error = error as? StoreError, let code = error.code,
          ![ENOENT, EACCES, EPERM].contains(code)
        else { continue }
        throw error
      }
      // A store that cannot be written to can still be read, only more slowly.
      do {
        try index.withLock { (index) throws(StoreError) in try index.append(header.entries) }
      } catch {
        return
      }
    }
    index.withLock { $0.setDamagedAside() }
  }
}
