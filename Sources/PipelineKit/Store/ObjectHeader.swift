import Glibc

/// The user block in front of a stored result: what the index keeps of it, and a checksum of all the
/// bytes that follow.
///
/// libhdf5 may crash on a damaged file, so no file reaches it before its bytes are known to be the
/// ones that were written. Other HDF5 programs skip the block. It holds the lines that a journal
/// gets for the result (object, key record, run), one with its origin, then zeros.
struct ObjectHeader {
  var key: JobKey
  var object: IndexContent.Object
  var record: KeyRecord
  var run: RunRecord
  /// `nil` in files that an older lastbit wrote.
  var origin: ResultOrigin?

  private static let smallestBlock = 512
  private static let largestBlock = 1 << 28

  /// Size of the user block that holds this header: a power of two, as HDF5 wants it.
  ///
  /// - Parameter rest: `restOfLines`.
  func blockSize(_ rest: [UInt8]) -> Int {
    var longest = object
    longest.size = .max
    longest.block = .max
    let count = objectLine(longest).count + rest.count
    var size = Self.smallestBlock
    while size < count { size *= 2 }
    return size
  }

  /// What a journal gets for the file of this header.
  ///
  /// - Parameter number: that of the file's name, which the header itself does not know.
  func entries(number: Int) -> [IndexContent.Entry] {
    [.object(ObjectName(key, number: number), object), .record(key, record), .run(run)]
  }

  private func objectLine(_ object: IndexContent.Object) -> [UInt8] {
    Journal.line(IndexContent.Entry.object(ObjectName(key), object).pairs)
  }

  /// What follows the object's line, which alone is not known before the file is written.
  var restOfLines: [UInt8] {
    let entries = [IndexContent.Entry.record(key, record), .run(run)]
    return (entries.map(\.pairs) + (origin.map { [$0.line] } ?? [])).flatMap(Journal.line)
  }

  /// Completes a file whose user block, of the size that `object` has, is still empty: notes its size and
  /// checksum, writes the block and waits until all is on the disk.
  ///
  /// - Parameter rest: `restOfLines`.
  mutating func seal(_ file: OpenFile, _ rest: [UInt8]) throws(StoreError) {
    object.checksum = try file.checksum(from: object.block)
    object.size = try file.status().size
    try (objectLine(object) + rest).withUnsafeBufferPointer { (bytes) throws(StoreError) in
      try file.write(UnsafeRawBufferPointer(bytes), at: 0)
    }
    try file.flush()
  }

  /// Reads the header of the result of `key`; what follows it is checked by size only.
  ///
  /// - Throws: `DamagedObject`, or `StoreError` where the system does not let it be read.
  init(of key: JobKey, in file: OpenFile) throws {
    func damaged(_ reason: String) -> DamagedObject {
      DamagedObject(key: key, path: file.path, reason: reason)
    }
    let status = try file.status()
    guard status.isFile else {
      throw damaged(status.isFolder ? "it is a folder, not a file" : "it is not a plain file")
    }
    var content = IndexContent()
    let lines = try Self.lines(of: file)
    for line in lines where !content.read(line: line) {
      throw damaged("its header does not match its checksum")
    }
    guard let object = content.object(for: ObjectName(key)), let record = content.record(for: key),
      let run = content.runs.first(where: { _ in true })
    else { throw damaged("it has no header for its key") }
    guard status.size == object.size else {
      throw damaged("it has \(status.size) bytes instead of \(object.size)")
    }
    let origin = lines.dropFirst(3).first.flatMap { Journal.rest(ofLine: $0) }
      .flatMap { Journal.value(ofRest: $0)?["origin"] }.flatMap { ResultOrigin($0) }
    self.init(key: key, object: object, record: record, run: run, origin: origin)
  }

  init(
    key: JobKey, object: IndexContent.Object, record: KeyRecord, run: RunRecord,
    origin: ResultOrigin? = nil
  ) {
    self.key = key
    self.object = object
    self.record = record
    self.run = run
    self.origin = origin
  }

  /// The lines before the zeros.
  private static func lines(of file: OpenFile) throws(StoreError) -> [ArraySlice<UInt8>] {
    var length = 8192
    while true {
      let bytes = try file.read(first: length)
      if let end = bytes.firstIndex(of: 0) { return Journal.lines(of: Array(bytes[..<end])) }
      // A header that fills its block to the last byte ends where HDF5's signature starts.
      let lines = Journal.lines(of: bytes)
      if bytes.count < length || length >= largestBlock {
        return lines.prefix(3) + lines.dropFirst(3).prefix(1).filter(Journal.isLine)
      }
      length *= 2
    }
  }

  /// Reads every byte behind the header and compares their checksum.
  ///
  /// - Throws: `DamagedObject`, or `StoreError` where the system does not let them be read.
  func verifyBody(of file: OpenFile) throws {
    guard try file.checksum(from: object.block) == object.checksum else {
      throw DamagedObject(
        key: key, path: file.path, reason: "its content does not match its checksum")
    }
  }
}
