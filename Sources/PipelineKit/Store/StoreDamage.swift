import Glibc
import Synchronization

/// What is known of a file when it was found damaged, so that its job runs again although nothing
/// reads it; a file that looks different is another one.
struct DamageMark: Equatable {
  var size: Int
  /// Nanoseconds since 1970.
  var modified: Int
  var inode: UInt64

  init(_ status: Files.Status) {
    size = status.size
    modified = status.modified
    inode = status.inode
  }

  func matches(_ status: Files.Status) -> Bool { self == DamageMark(status) }

  var pairs: [Value.Pair] {
    [
      .init("size", .integer(size)), .init("modified", .integer(modified)),
      .init("inode", .string(String(inode))),
    ]
  }

  init?(_ value: Value) {
    guard let size = value["size"]?.integer, let modified = value["modified"]?.integer,
      let inode = value["inode"]?.text.flatMap({ UInt64($0) })
    else { return nil }
    self.size = size
    self.modified = modified
    self.inode = inode
  }
}

extension Store {
  /// Reads a whole result: every byte against the file's seal, and the content of every output
  /// against its digest.
  ///
  /// - Throws: `DamagedObject`; `StoreError` where the system does not let it be read.
  public func verify(_ object: Object) throws { _ = try verified(object.key, at: object.path) }

  /// The header of a file whose content is what the header says.
  func verified(_ key: JobKey, at path: String) throws -> ObjectHeader {
    let file = try OpenFile(reading: path)
    let header = try ObjectHeader(of: key, in: file)
    try check(header, file)
    return header
  }

  /// Compares the bytes with the seal and the decoded outputs with their digests.
  func check(_ header: ObjectHeader, _ file: OpenFile) throws {
    try header.verifyBody(of: file)
    for (port, summary) in header.object.ports.sorted(by: { $0.key < $1.key }) {
      let artifact: Artifact
      do { artifact = try ObjectFile.readArtifact(file, port: port).artifact } catch {
        if let error = error as? StoreError { throw error }
        throw StoreError(
          file.path, "cannot read the stored result '\(file.path)', which is whole: \(error)")
      }
      guard artifact.digest == summary.digest else {
        throw DamagedObject(
          key: header.key, path: file.path,
          reason: "output '\(port)' does not have the digest it was stored with")
      }
    }
  }

  /// Keeps in mind that a result is damaged, so that the next run computes it again.
  ///
  /// - Throws: `StoreError` where the index cannot be written to.
  public func noteDamage(_ object: DamagedObject) throws(StoreError) {
    guard let name = object.name, let status = try Files.find(object.path) else { return }
    try index.withLock { (index) throws(StoreError) in
      try index.append([.damage(name, DamageMark(status))])
    }
  }

  /// Takes a damaged file out of the way, under a name that ends in `.damaged`, so that its job
  /// runs again.
  ///
  /// - Returns: Its new path; `nil` where it is gone, or whole again: another process may have been
  ///   faster.
  /// - Throws: `StoreError` where the system does not let it be read or renamed.
  @discardableResult
  public func setAside(_ object: DamagedObject) throws -> String? {
    if let name = object.name { index.withLock { $0.forget(name) } }
    guard try Files.find(object.path) != nil else { return nil }
    let file: OpenFile
    do { file = try OpenFile(reading: object.path) } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
    do {
      try check(try ObjectHeader(of: object.key, in: file), file)
      return nil
    } catch is DamagedObject {}
    var path = object.path + ".damaged"
    var number = 2
    while try Files.find(path) != nil {
      path = object.path + ".damaged.\(number)"
      number += 1
    }
    do { try Files.rename(object.path, to: path) } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
    // A whole file that took the name between look and rename goes back.
    guard try Files.find(path)?.inode == file.status().inode else {
      _ = try Files.publish(path, as: object.path)
      return nil
    }
    return path
  }
}
