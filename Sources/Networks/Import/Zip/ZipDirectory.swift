/// Where the central directory of a ZIP file lies, from the records at the end of the file.
struct ZipDirectory {
  /// First byte of the directory.
  let start: Int
  /// In bytes.
  let length: Int
  /// Number of entries.
  let count: Int

  private static let endLength = 22
  private static let wideEndLength = 56
  private static let locatorLength = 20

  /// - Throws: `ModelError` where the file does not end as a ZIP archive does.
  init(of file: RandomAccessFile) throws(ModelError) {
    let tailLength = min(file.size, Self.endLength + 0xFFFF)
    let tailStart = file.size - tailLength
    let tail = try file.read(tailStart, tailLength, "the end of the archive")
    guard let end = Self.findEnd(in: tail) else {
      throw file.error("is cut short, or is no ZIP archive: it has no directory at its end")
    }
    var cursor = ByteCursor(tail, at: end + 4)
    guard let disk = cursor.integer(UInt16.self), let startDisk = cursor.integer(UInt16.self),
      let countHere = cursor.size(width: 2), var count = cursor.size(width: 2),
      var length = cursor.size(width: 4), var start = cursor.size(width: 4)
    else { throw file.error("is cut short at its end") }
    guard disk == startDisk, disk == 0 || disk == 0xFFFF, countHere == count else {
      throw file.error("is a ZIP archive in several parts, which is not read")
    }
    var directoryEnd = tailStart + end
    if count == 0xFFFF || length == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
      let record = try Self.wideRecord(before: directoryEnd, in: file)
      (count, length, start, directoryEnd) = record
    } else if let record = try? Self.wideRecord(before: directoryEnd, in: file) {
      // Some writers add the ZIP64 records always; both must then say the same.
      guard record.count == count, record.length == length, record.start == start else {
        throw file.error("is a bad ZIP archive: its two end records differ")
      }
      directoryEnd = record.place
    }
    let (sum, overflow) = start.addingReportingOverflow(length)
    guard !overflow, sum == directoryEnd else {
      throw file.error(
        "is a bad ZIP archive: its directory of \(length) bytes at byte \(start) does not end at byte"
          + " \(directoryEnd)")
    }
    (self.start, self.length, self.count) = (start, length, count)
  }

  /// The last place where an end record fits, with a comment that reaches the end of the file.
  private static func findEnd(in tail: [UInt8]) -> Int? {
    guard tail.count >= endLength else { return nil }
    return (0...tail.count - endLength).reversed().first { start in
      var cursor = ByteCursor(tail, at: start)
      guard cursor.integer(UInt32.self) == 0x0605_4B50, cursor.skip(16),
        let comment = cursor.size(width: 2)
      else { return false }
      return start + endLength + comment == tail.count
    }
  }

  /// The ZIP64 end record (APPNOTE 4.3.14) that the locator in front of `end` leads to.
  private static func wideRecord(before end: Int, in file: RandomAccessFile) throws(ModelError)
    -> (count: Int, length: Int, start: Int, place: Int)
  {
    let bad = file.error("is a bad ZIP archive: it has no ZIP64 end record")
    guard end >= locatorLength + wideEndLength else { throw bad }
    var locator = ByteCursor(try file.read(end - locatorLength, locatorLength, "the ZIP64 locator"))
    guard locator.integer(UInt32.self) == 0x0706_4B50, locator.integer(UInt32.self) == 0,
      let place = locator.size(width: 8), place <= end - locatorLength - wideEndLength
    else { throw bad }
    var record = ByteCursor(try file.read(place, wideEndLength, "the ZIP64 end record"))
    guard record.integer(UInt32.self) == 0x0606_4B50, let size = record.size(width: 8),
      size == end - locatorLength - place - 12, record.skip(4),
      record.integer(UInt32.self) == 0, record.integer(UInt32.self) == 0,
      let countHere = record.size(width: 8), let count = record.size(width: 8), countHere == count,
      let length = record.size(width: 8), let start = record.size(width: 8)
    else { throw bad }
    return (count, length, start, place)
  }

  /// Every entry, in the order of the directory.
  func members(of file: RandomAccessFile) throws(ModelError) -> [ZipMember] {
    var cursor = ByteCursor(try file.read(start, length, "the directory of the archive"))
    var members: [ZipMember] = []
    while cursor.left > 0 {
      members.append(try ZipMember(entry: &cursor, place: start + cursor.position, in: file))
    }
    guard members.count == count else {
      throw file.error(
        "is a bad ZIP archive: its directory has \(members.count) entries instead of \(count)")
    }
    return members
  }
}
