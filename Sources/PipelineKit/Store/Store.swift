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
  /// The kernels that results are made with, and compared with, from now on.
  let kernels: KernelTrace
  private let isPrepared = Mutex(false)

  /// What a key leads to.
  public struct Result: Sendable, Equatable {
    public var key: JobKey
    /// Content digest of each output port.
    public var digests: [String: Digest]
    public var types: [String: ArtifactType]
    /// What the job executed when it ran.
    public var operations: OperationTotals
    /// The kernels that made it.
    public var kernels: KernelTrace
  }

  /// Opens a store; nothing is made until something is written.
  ///
  /// - Throws: `StoreError` where `folder` is not a folder or its index cannot be read.
  public convenience init(at folder: String) throws(StoreError) {
    try self.init(at: folder, kernels: .current)
  }

  /// - Parameter kernels: the versions of all kernels.
  init(at folder: String, kernels: KernelTrace) throws(StoreError) {
    self.folder = folder
    self.kernels = kernels
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

  /// The file of `key`; `number` is 2 and more for results that differ from the first, or that other
  /// versions of kernels made.
  func path(of key: JobKey, number: Int = 1) -> String {
    path(of: ObjectName(key, number: number))
  }

  func path(of name: ObjectName) -> String {
    guard name.number == 1 else {
      return "\(folder)/objects/\(name.key.description.prefix(2))/\(name.file)"
    }
    // The same, at once: a plan asks for as many as it has jobs.
    let (start, end) = (Array("\(folder)/objects/".utf8), Array(".h5".utf8))
    return String(unsafeUninitializedCapacity: start.count + 67 + end.count) { buffer in
      let group = buffer.update(fromContentsOf: start)
      let digits = UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: buffer[(group + 3)...]))
      name.key.digest.write(to: digits)
      (buffer[group], buffer[group + 1]) = (digits[0], digits[1])
      buffer[group + 2] = UInt8(ascii: "/")
      return buffer[(group + 67)...].update(fromContentsOf: end)
    }
  }

  /// The stored result of `key` that the kernels of this lastbit would give, or `nil` where there is
  /// none.
  ///
  /// - Throws: `DamagedObject` where the file is there but not whole, as far as its size and its
  ///   header show, or as `noteDamage` has noted; `StoreError` where the system does not say.
  public func lookUp(_ key: JobKey) throws -> Result? { try find(key)?.result }

  /// The result of `key` as `lookUp` has it, and the name of its file.
  func find(_ key: JobKey) throws -> (name: ObjectName, result: Result)? {
    // What was found damaged is looked at although another file of the key would do: nothing else
    // mends it.
    for name in index.withLock({ $0.content.damaged(of: key) }) {
      if let status = try Files.find(path(of: name)) { _ = try object(name, status) }
    }
    var number = 1
    while let (name, status) = try file(of: key, from: number) {
      if let object = try object(name, status), kernels.agrees(with: object.kernels) {
        return (name, Result(key, object))
      }
      number = name.number + 1
    }
    return nil
  }

  /// The files of `key`, by number.
  func files(of key: JobKey) throws(StoreError) -> [(name: ObjectName, status: Files.Status)] {
    var files: [(name: ObjectName, status: Files.Status)] = []
    while let file = try file(of: key, from: (files.last?.name.number ?? 0) + 1) {
      files.append(file)
    }
    return files
  }

  /// The first file of `key` whose number is `first` or more.
  private func file(of key: JobKey, from first: Int) throws(StoreError)
    -> (name: ObjectName, status: Files.Status)?
  {
    let last = index.withLock { $0.content.lastNumber(of: key) }
    // Another process may have numbered on, but leaves no gaps.
    for number in first...max(first, last) {
      let name = ObjectName(key, number: number)
      if let status = try Files.find(path(of: name)) { return (name, status) }
    }
    return nil
  }

  /// What a file holds, from the index or from its header; `nil` where it was removed meanwhile.
  private func object(_ name: ObjectName, _ status: Files.Status) throws -> IndexContent.Object? {
    let (known, isSuspect) = index.withLock {
      ($0.object(for: name), $0.content.damage(of: name)?.matches(status) ?? false)
    }
    // Another process may have replaced the file since the index was read: its header decides.
    if let known, known.size == status.size, status.isFile, !isSuspect { return known }
    let file: OpenFile
    do { file = try OpenFile(reading: path(of: name)) } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
    let header = try ObjectHeader(of: name.key, in: file)
    if isSuspect { try check(header, file) }
    // The index is a cache: a store that cannot be written to can still be read.
    try? index.withLock { (index) throws(StoreError) in
      try index.append(header.entries(number: name.number))
    }
    return header.object
  }

  /// What changed in the kernels since results of `key` were made that are there, where none is of
  /// today's: the changes of the one with the fewest.
  public func kernelChanges(of key: JobKey) -> [KernelChange] {
    let changes = ((try? files(of: key)) ?? []).compactMap { name, status in
      (try? object(name, status)).flatMap { kernels.changes(since: $0.kernels) }
    }
    return changes.min { $0.count < $1.count } ?? []
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
    guard let name = try find(key)?.name else {
      throw DamagedObject(key: key, path: path(of: key), reason: "its file is gone")
    }
    let path = path(of: name)
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
    kernels = object.kernels
  }
}
