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
    if let status = Files.status(folder), !status.isFolder {
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
  ///   header show.
  public func lookUp(_ key: JobKey) throws(DamagedObject) -> Result? {
    let path = path(of: key)
    guard let status = Files.status(path) else { return nil }
    if let object = index.withLock({ $0.content.object(for: key) }) {
      guard object.size == status.size else {
        throw DamagedObject(
          key: key, path: path, reason: "it has \(status.size) bytes instead of \(object.size)")
      }
      return Result(key, object)
    }
    let header = try ObjectHeader(of: key, at: path)
    // The index is a cache: a store that cannot be written to can still be read.
    try? index.withLock { (index) throws(StoreError) in try index.append(header.entries) }
    return Result(key, header.object)
  }

  /// Reads an output from the store, once every byte of its file has been checked.
  ///
  /// - Throws: `DamagedObject`, which names the file.
  public func load(_ key: JobKey, port: String) throws(DamagedObject) -> Artifact {
    try read(key) { path throws in try ObjectFile.readArtifact(path, port: port).artifact }
  }

  /// Reads an output with no more of its data set `data` than the first indices `rows`. The file's
  /// bytes are checked with row 0, so that has to come first.
  ///
  /// - Throws: `DamagedObject`, which names the file.
  func load(_ key: JobKey, port: String, rows: Range<Int>) throws(DamagedObject) -> ArtifactPart {
    try read(key, verified: rows.lowerBound > 0) { path throws in
      try ObjectFile.readArtifact(path, port: port, rows: rows)
    }
  }

  /// The provenance of a stored result: its file's root attributes.
  ///
  /// - Throws: `DamagedObject` where the file cannot be read.
  public func provenance(of key: JobKey) throws(DamagedObject) -> [Value.Pair] {
    try read(key) { path throws in try ObjectFile.readProvenance(path) }
  }

  private func read<Content>(
    _ key: JobKey, verified: Bool = false, _ body: (String) throws -> Content
  ) throws(DamagedObject) -> Content {
    let path = path(of: key)
    if !verified { try ObjectHeader(of: key, at: path).verifyBody(at: path) }
    do { return try body(path) } catch {
      throw DamagedObject(key: key, path: path, reason: "\(error)")
    }
  }

  /// Whether the file is as it was found, rather than replaced by a whole one since.
  func isStillDamaged(_ object: DamagedObject) -> Bool {
    do {
      try ObjectHeader(of: object.key, at: object.path).verifyBody(at: object.path)
      return false
    } catch { return true }
  }

  /// Takes a damaged file out of the way, under a name that ends in `.damaged`, so that its job
  /// runs again.
  ///
  /// - Returns: Its new path.
  @discardableResult
  public func setAside(_ object: DamagedObject) throws(StoreError) -> String {
    index.withLock { $0.forget(object.key) }
    var path = object.path + ".damaged"
    var number = 2
    while Files.status(path) != nil {
      path = object.path + ".damaged.\(number)"
      number += 1
    }
    // Another process may have done it already.
    guard Files.status(object.path) != nil else { return path }
    try Files.rename(object.path, to: path)
    return path
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
