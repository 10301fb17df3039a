import Values

/// One member of a ZIP archive, checked against its local header.
struct ZipMember: Equatable {
  var name: String
  var isDeflated: Bool
  /// CRC-32 of the unpacked bytes.
  var checksum: UInt32
  var packedSize: Int
  /// Unpacked.
  var size: Int
  /// Where its local header starts.
  var header: Int
  /// Where its bytes start.
  var data: Int

  /// Whether a name stays within the archive, on any system.
  static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.utf8.contains { $0 == 0 || $0 == 0x5C }
      && !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
  }

  /// Reads an entry of the central directory (APPNOTE 4.3.12).
  ///
  /// - Parameter place: where the entry lies in the file, for messages.
  init(entry cursor: inout ByteCursor, place: Int, in file: RandomAccessFile) throws(ModelError) {
    func bad(_ message: String) -> ModelError {
      file.error("is a bad ZIP archive: the entry at byte \(place) \(message)")
    }
    guard cursor.integer(UInt32.self) == 0x0201_4B50, cursor.skip(4),
      let flags = cursor.integer(UInt16.self), let method = cursor.integer(UInt16.self),
      cursor.skip(4), let checksum = cursor.integer(UInt32.self),
      var packedSize = cursor.size(width: 4), var size = cursor.size(width: 4),
      let nameLength = cursor.size(width: 2), let extraLength = cursor.size(width: 2),
      let commentLength = cursor.size(width: 2), let disk = cursor.integer(UInt16.self),
      cursor.skip(6), var header = cursor.size(width: 4), let nameBytes = cursor.take(nameLength),
      let extra = cursor.take(extraLength), cursor.skip(commentLength)
    else { throw bad("is not a directory entry, or is cut short") }
    guard let name = String(validating: nameBytes, as: UTF8.self) else {
      throw bad("has a name that is not UTF-8")
    }
    guard Self.isSafe(name) else {
      throw bad("has the name \(quoted(name)), which leads out of the archive")
    }
    guard flags & 0x2041 == 0 else { throw bad("is encrypted: \(quoted(name))") }
    guard method == 0 || method == 8 else {
      throw bad("is packed by method \(method): \(quoted(name)); stored and deflated are read")
    }
    let isWide = [size, packedSize, header].map { $0 == 0xFFFF_FFFF }
    guard let wide = ZipMember.wideFields(Array(extra), wanted: isWide.count { $0 }) else {
      throw bad("lacks its ZIP64 sizes: \(quoted(name))")
    }
    var fields = wide[...]
    if isWide[0] { size = fields.removeFirst() }
    if isWide[1] { packedSize = fields.removeFirst() }
    if isWide[2] { header = fields.removeFirst() }
    guard disk == 0 || disk == 0xFFFF else { throw bad("is on another disk: \(quoted(name))") }
    guard method == 8 || packedSize == size else {
      throw bad("has \(packedSize) bytes stored for a size of \(size): \(quoted(name))")
    }
    self.init(
      name: name, isDeflated: method == 8, checksum: checksum, packedSize: packedSize, size: size,
      header: header, data: 0)
    data = try dataStart(flags: flags, nameBytes: Array(nameBytes), in: file)
  }

  private init(
    name: String, isDeflated: Bool, checksum: UInt32, packedSize: Int, size: Int, header: Int,
    data: Int
  ) {
    self.name = name
    self.isDeflated = isDeflated
    self.checksum = checksum
    self.packedSize = packedSize
    self.size = size
    self.header = header
    self.data = data
  }

  /// Where the bytes start, once the local header (APPNOTE 4.3.7) has been found to agree.
  private func dataStart(flags: UInt16, nameBytes: [UInt8], in file: RandomAccessFile)
    throws(ModelError) -> Int
  {
    let what = "member \(quoted(name))"
    func bad(_ message: String) -> ModelError {
      file.error("is a bad ZIP archive: \(what) at byte \(header) \(message)")
    }
    let fixed = 30
    var cursor = ByteCursor(try file.read(header, fixed, "the header of \(what)"))
    guard cursor.integer(UInt32.self) == 0x0403_4B50, cursor.skip(2),
      cursor.integer(UInt16.self) == flags,
      cursor.integer(UInt16.self) == (isDeflated ? 8 : 0), cursor.skip(4),
      let checksum = cursor.integer(UInt32.self), let packedSize = cursor.size(width: 4),
      let size = cursor.size(width: 4), let nameLength = cursor.size(width: 2),
      let extraLength = cursor.size(width: 2)
    else { throw bad("has a header that differs from its directory entry") }
    let rest = try file.read(header + fixed, nameLength + extraLength, "the header of \(what)")
    guard rest.prefix(nameLength).elementsEqual(nameBytes) else {
      throw bad("has another name in its own header")
    }
    // With bit 3 the sizes follow the data, and writers leave zeros in the header.
    let isLater = flags & 8 != 0
    let isWide = [size, packedSize].map { $0 == 0xFFFF_FFFF }
    guard
      let wide = Self.wideFields(
        Array(rest.dropFirst(nameLength)), wanted: isLater ? 0 : isWide.count { $0 })
    else { throw bad("lacks its ZIP64 sizes") }
    var fields = wide[...]
    let ownSize = isWide[0] && !isLater ? fields.removeFirst() : size
    let ownPackedSize = isWide[1] && !isLater ? fields.removeFirst() : packedSize
    guard
      isLater
        || (ownSize == self.size && ownPackedSize == self.packedSize && checksum == self.checksum)
    else { throw bad("has other sizes in its own header than in the directory") }
    let start = header + fixed + nameLength + extraLength
    guard self.packedSize <= file.size - start else {
      throw bad("has \(self.packedSize) bytes, the file ends at \(file.size)")
    }
    return start
  }

  /// The first `wanted` 64-bit numbers of the ZIP64 extra field; `nil` where they are not there.
  private static func wideFields(_ extra: [UInt8], wanted: Int) -> [Int]? {
    guard wanted > 0 else { return [] }
    var cursor = ByteCursor(extra)
    while let tag = cursor.integer(UInt16.self), let length = cursor.size(width: 2),
      let field = cursor.take(length)
    {
      guard tag == 1 else { continue }
      var cursor = ByteCursor(Array(field))
      var numbers: [Int] = []
      while numbers.count < wanted {
        guard let number = cursor.size(width: 8) else { return nil }
        numbers.append(number)
      }
      return numbers
    }
    return nil
  }
}
