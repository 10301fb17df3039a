import Arithmetic
import Glibc
import Synchronization

extension Store {
  /// What became of a result that was handed to the store.
  enum Publication: Sendable, Equatable {
    /// It is stored under its key.
    case stored
    /// The store had the same content already.
    case known
    /// The store holds other content under this key, by the same kernels: both are kept, at these paths. Whatever is
    /// loaded under the key stays what it was.
    case differs(first: String, other: String)
  }

  /// Stores the outputs of a job under its key, whole or not at all.
  ///
  /// Where the store has a result already, the whole of what is stored is read and compared: a
  /// damaged file vouches for nothing, and is replaced. Results that other versions of kernels made
  /// stay, and are not compared.
  ///
  /// - Parameters:
  ///   - threads: how many may pack its arrays.
  ///   - setAside: called with damaged files that were in the way, and where they are now.
  /// - Returns: What became of it, and what the key leads to from now on.
  /// - Throws: `StageError` where an artifact has names that a file cannot hold; `StoreError` where
  ///   the file cannot be written, or one that is there cannot be read.
  func publish(
    _ outputs: [String: Artifact], provenance: Provenance, threads: Int = 1,
    setAside: (DamagedObject, String) -> Void = { _, _ in }
  ) throws -> (publication: Publication, result: Result) {
    try Self.checkNames(outputs)
    let key = provenance.record.key
    let digested = outputs.sorted { $0.key < $1.key }
      .map { (port: $0.key, artifact: $0.value, digest: $0.value.digest) }
    let ports = Dictionary(
      uniqueKeysWithValues: digested.map {
        ($0.port, ObjectFile.PortSummary(type: $0.artifact.type, digest: $0.digest))
      })
    try prepare()
    var header = ObjectHeader(
      key: key,
      object: IndexContent.Object(
        ports: ports, operations: OperationTotals(provenance.operations),
        kernels: provenance.kernels),
      record: provenance.record, run: provenance.run, origin: provenance.origin)
    let draft = try temporary.newPath(ending: ".h5")
    defer { Files.remove(draft) }
    var isWritten = false
    // A name that is taken may be free a moment later, and the other way round.
    for _ in 0..<1000 {
      var taken: Set<Int> = []
      var first: String?
      for (name, _) in try files(of: key) {
        guard let known = try storedHeader(name, provenance.kernels, setAside) else { continue }
        taken.insert(name.number)
        // Of other versions of kernels: another result, which lies beside.
        guard known.object.kernels == provenance.kernels else { continue }
        let path = path(of: name)
        if known.object.ports == ports {
          guard let first else { return (.known, try record(known, name)) }
          return (.differs(first: first, other: path), try result(key))
        }
        first = first ?? path
      }
      if !isWritten { try write(draft, &header, digested, provenance, threads) }
      isWritten = true
      let name = ObjectName(key, number: (1...).first { !taken.contains($0) } ?? 1)
      guard try Files.publish(draft, as: path(of: name)) else { continue }
      let result = try record(header, name)
      guard let first else { return (.stored, result) }
      return (.differs(first: first, other: path(of: name)), try self.result(key))
    }
    throw StoreError(path(of: key), "'\(path(of: key))' keeps changing; does something remove it?")
  }

  private func write(
    _ draft: String, _ header: inout ObjectHeader,
    _ outputs: [(port: String, artifact: Artifact, digest: Digest)], _ provenance: Provenance,
    _ threads: Int
  ) throws {
    do {
      let file = try OpenFile(making: draft)
      let rest = header.restOfLines
      header.object.block = header.blockSize(rest)
      try ObjectFile.write(
        to: file, block: header.object.block, outputs: outputs, provenance: provenance.attributes,
        threads: threads)
      try header.seal(file, rest)
    } catch {
      let reason = (error as? StoreError)?.code.map(systemReason) ?? "\(error)"
      var failure = StoreError(draft, "cannot store a result in '\(folder)': \(reason)")
      failure.code = (error as? StoreError)?.code
      throw failure
    }
  }

  /// The header of a file that is there and, where the same kernels made it, whole; `nil` where none
  /// is any more.
  private func storedHeader(
    _ name: ObjectName, _ kernels: KernelTrace, _ tell: (DamagedObject, String) -> Void
  ) throws -> ObjectHeader? {
    do {
      let header = try ObjectHeader(of: name.key, in: OpenFile(reading: path(of: name)))
      return header.object.kernels == kernels ? try verified(name.key, at: path(of: name)) : header
    } catch let damage as DamagedObject {
      if let aside = try setAside(damage) { tell(damage, aside) }
    } catch let error as StoreError where error.code == ENOENT {}
    return nil
  }

  private func record(_ header: ObjectHeader, _ name: ObjectName) throws(StoreError) -> Result {
    try index.withLock { (index) throws(StoreError) in
      if index.object(for: name) != header.object {
        try index.append(header.entries(number: name.number))
      }
    }
    return Result(header.key, header.object)
  }

  private func result(_ key: JobKey) throws -> Result {
    guard let result = try lookUp(key) else {
      throw StoreError(path(of: key), "'\(path(of: key))' was removed while it was in use")
    }
    return result
  }

  private static func checkNames(_ outputs: [String: Artifact]) throws(StageError) {
    func check(_ name: String, _ what: String) throws(StageError) {
      guard !name.isEmpty, name != ".", !name.utf8.contains(0), !name.utf8.contains(0x2F) else {
        throw StageError(
          "\(what) cannot be called '\(name)': names are not empty and hold no '/' and no NUL")
      }
    }
    for (port, artifact) in outputs {
      try check(port, "an output port")
      for dataset in artifact.datasets {
        try check(dataset.name, "a data set of output '\(port)'")
        if case .string(let tensor) = dataset.elements,
          tensor.values.contains(where: { $0.utf8.contains(0) })
        {
          throw StageError("data set '\(dataset.name)' of output '\(port)' holds text with a NUL")
        }
      }
      for attribute in artifact.attributes {
        try check(attribute.key, "an attribute of output '\(port)'")
        if ObjectFile.reservedAttributes.contains(attribute.key) {
          throw StageError("output '\(port)' has an attribute '\(attribute.key)', a reserved name")
        }
      }
      let names = artifact.datasets.map(\.name) + artifact.attributes.map { "@" + $0.key }
      if Set(names).count < names.count {
        throw StageError("output '\(port)' has two data sets or attributes of one name")
      }
    }
  }
}
