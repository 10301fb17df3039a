import Glibc
import Synchronization

/// The results of all jobs that ever ran, one HDF5 file each, under keys that follow from what went
/// into them.
///
///     objects/ab/abcd….h5   a result; never changed once it has its name
///     index/….jsonl         what the results hold, and when jobs ran: a cache
///     tmp/<process>…/       files being written and scratch folders
///
/// Any number of processes may use one store at once, also for the same job: nothing is locked, and
/// a file has its final name only when it is complete.
public final class Store: Sendable {
  public let folder: String
  let index: Mutex<StoreIndex>
  let temporary: TemporaryFolder
  private let isPrepared = Mutex(false)

  /// What a key leads to.
  public struct Result: Sendable, Equatable {
    public var key: JobKey
    /// Content digest of each output port.
    public var digests: [String: Digest]
    public var types: [String: ArtifactType]
    /// What the job executed when it ran.
    public var operations: OperationTotals
  }

  /// Opens a store; nothing is made until something is written.
  ///
  /// - Throws: `StoreError` where `folder` is not a folder or its index cannot be read.
  public init(at folder: String) throws(StoreError) {
    self.folder = folder
    if let status = try Files.find(folder), !status.isFolder {
      throw StoreError(
        folder, "the store '\(folder)' is not a folder; name a folder that can keep results")
    }
    temporary = TemporaryFolder(in: "\(folder)/tmp")
    index = Mutex(try StoreIndex(folder: "\(folder)/index", temporary: temporary))
    if index.withLock({ $0.isDamaged || $0.isEmpty }) { try rebuildIndex() }
  }

  /// Makes the folders and tidies up after dead processes, before the first write.
  func prepare() throws(StoreError) {
    try isPrepared.withLock { (isPrepared) throws(StoreError) in
      if isPrepared { return }
      try Files.makeFolder("\(folder)/objects")
      temporary.removeAbandoned()
      index.withLock { $0.compact() }
      isPrepared = true
    }
  }

  /// The file of `key`; `number` is 2 and more for results that differ from the first.
  func path(of key: JobKey, number: Int = 1) -> String {
    let name = key.description
    return "\(folder)/objects/\(name.prefix(2))/\(name)\(number == 1 ? "" : ".\(number)").h5"
  }

  /// The stored result of `key`, or `nil` where there is none.
  ///
  /// - Throws: `DamagedObject` where the file is there but not whole, as far as its size and its
  ///   header show, or as `noteDamage` has noted; `StoreError` where the system does not say.
  public func lookUp(_ key: JobKey) throws -> Result? {
    let path = path(of: key)
    guard let status = try Files.find(path) else { return nil }
    let (known, isSuspect) = index.withLock {
      ($0.content.object(for: key), $0.content.damage[key]?.matches(status) ?? false)
    }
    // Another process may have replaced the file since the index was read: its header decides.
    if let known, known.size == status.size, status.isFile, !isSuspect {
      return Result(key, known)
    }
    let file = try OpenFile(reading: path)
    let header = try ObjectHeader(of: key, in: file)
    if isSuspect { try check(header, file) }
    // The index is a cache: a store that cannot be written to can still be read.
    try? index.withLock { (index) throws(StoreError) in try index.append(header.entries) }
    return Result(key, header.object)
  }

  /// Reads an output from the store, once every byte of its file has been checked.
  ///
  /// - Throws: `DamagedObject`, which names the file; `StoreError` where the system does not let it
  ///   be read.
  public func load(_ key: JobKey, port: String) throws -> Artifact {
    try read(key) { try ObjectFile.readArtifact($0, port: port).artifact }
  }

  /// Reads an output with no more of its data set `data` than the first indices `rows`. The file's
  /// bytes are checked with row 0, so that has to come first.
  ///
  /// - Throws: as `load(_:port:)`.
  func load(_ key: JobKey, port: String, rows: Range<Int>) throws -> ArtifactPart {
    try read(key, verified: rows.lowerBound > 0) {
      try ObjectFile.readArtifact($0, port: port, rows: rows)
    }
  }

  /// The provenance of a stored result: its file's root attributes.
  ///
  /// - Throws: as `load(_:port:)`.
  public func provenance(of key: JobKey) throws -> [Value.Pair] {
    try read(key) { try ObjectFile.readProvenance($0) }
  }

  private func read<Content>(
    _ key: JobKey, verified: Bool = false, _ body: (OpenFile) throws -> Content
  ) throws -> Content {
    let path = path(of: key)
    guard try Files.find(path) != nil else {
      throw DamagedObject(key: key, path: path, reason: "its file is gone")
    }
    let file = try OpenFile(reading: path)
    if !verified { try ObjectHeader(of: key, in: file).verifyBody(of: file) }
    do { return try body(file) } catch {
      // Only its bytes can say that it is damaged.
      try ObjectHeader(of: key, in: file).verifyBody(of: file)
      if let error = error as? StoreError { throw error }
      throw StoreError(path, "cannot read the stored result '\(path)', which is whole: \(error)")
    }
  }
}

extension Store.Result {
  init(_ key: JobKey, _ object: IndexContent.Object) {
    self.key = key
    digests = object.ports.mapValues(\.digest)
    types = object.ports.mapValues(\.type)
    operations = object.operations
  }
}
