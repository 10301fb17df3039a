import Values

/// The members of a ZIP file (APPNOTE 6.3.10, with ZIP64), stored or deflated.
///
/// The central directory is read and compared with every local header when the archive is opened,
/// so that an archive that two programs could read differently is refused: members that overlap,
/// names or sizes that contradict each other, names that occur twice or lead out of the archive.
struct ZipArchive {
  let file: RandomAccessFile
  let members: [ZipMember]
  private let positions: [String: Int]

  /// - Throws: `ModelError` saying what is wrong with the archive.
  init(_ file: RandomAccessFile) throws(ModelError) {
    self.file = file
    let directory = try ZipDirectory(of: file)
    members = try directory.members(of: file)
    var positions: [String: Int] = [:]
    for (position, member) in members.enumerated() {
      guard positions.updateValue(position, forKey: member.name) == nil else {
        throw file.error("is a bad ZIP archive: two members are called \(quoted(member.name))")
      }
    }
    self.positions = positions
    try checkOverlaps(before: directory.start)
    try checkUnpackedSize()
  }

  /// The member called `name`, where there is one.
  subscript(name: String) -> ZipMember? { positions[name].map { members[$0] } }

  /// Bytes of all members, unpacked.
  var unpackedSize: Int { members.reduce(0) { $0 + $1.size } }

  private func checkOverlaps(before directory: Int) throws(ModelError) {
    var end = 0
    var last = ""
    for member in members.sorted(by: { $0.header < $1.header }) {
      guard member.header >= end else {
        throw file.error(
          "is a bad ZIP archive: members \(quoted(last)) and \(quoted(member.name)) overlap at byte"
            + " \(member.header)")
      }
      (end, last) = (member.data + member.packedSize, member.name)
    }
    guard end <= directory else {
      throw file.error("is a bad ZIP archive: member \(quoted(last)) overlaps the directory")
    }
  }

  /// Weights hardly pack: what promises much more than it has is an attack.
  private func checkUnpackedSize() throws(ModelError) {
    var sum = 0
    for member in members {
      let (total, overflow) = sum.addingReportingOverflow(member.size)
      guard !overflow, total / 64 <= file.size else {
        throw file.error(
          "unpacks to more than 64 times its size, which no weights do; it is not read")
      }
      sum = total
    }
  }

  /// The bytes of a member, unpacked and compared with their checksum.
  func bytes(of member: ZipMember) throws(ModelError) -> [UInt8] {
    let what = "member \(quoted(member.name))"
    let packed = try file.read(member.data, member.packedSize, what)
    let bytes: [UInt8]
    if member.isDeflated {
      guard let inflated = Deflate.inflate(packed, size: member.size) else {
        throw file.error(
          "is a bad ZIP archive: \(what) at byte \(member.data) does not unpack to its"
            + " \(member.size) bytes")
      }
      bytes = inflated
    } else {
      bytes = packed
    }
    guard Deflate.checksum(bytes) == member.checksum else {
      throw file.error(
        "is a damaged ZIP archive: \(what) at byte \(member.data) does not match its checksum")
    }
    return bytes
  }
}
