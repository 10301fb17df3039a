import CNIfTI

/// The real matrices of a MATLAB file, level 4 (SPM99, and nibabel) or level 5 (SPM2 and later).
///
/// Sources: MAT-File Format, The MathWorks; `scipy.io.matlab`. Nothing is believed: what does not fit
/// is left out.
struct MATFile {
  /// Elements by column, by name.
  private(set) var matrices: [String: [Double]] = [:]

  private static let largest = 1 << 20

  /// - Returns: `nil` where the file is not one of these.
  /// - Throws: `ImageFileError` where it cannot be read.
  init?(_ path: String) throws(ImageFileError) {
    var file = try InputFile(path)
    guard file.size <= Self.largest else { return nil }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.largest, alignment: 16)
    defer { buffer.deallocate() }
    let count = try file.read(into: buffer)
    let bytes = Array(buffer.prefix(count))
    if count >= 128, [[0x49, 0x4D], [0x4D, 0x49]].contains(Array(bytes[126..<128])) {
      let fields = ByteFields(bytes: bytes, bigEndian: bytes[126] == 0x4D)
      readElements(fields, 128..<count)
    } else {
      readLevel4(bytes)
    }
    guard !matrices.isEmpty else { return nil }
  }

  /// Type, rows, columns, imaginary, length of the name; the name; the numbers.
  private mutating func readLevel4(_ bytes: [UInt8]) {
    var position = 0
    while position + 20 <= bytes.count {
      let little = ByteFields(bytes: bytes, bigEndian: false)
      let isBig = !(0..<1000).contains(little.int32(at: position))
      let fields = ByteFields(bytes: bytes, bigEndian: isBig)
      let header = (0..<5).map { fields.int32(at: position + 4 * $0) }
      let (kind, length) = (header[0] % 1000, header[4])
      guard header[0] == (isBig ? 1000 : 0) + kind, kind % 10 == 0,
        let type = Self.levelFourTypes[kind / 10], (1...64).contains(length),
        header[3] == 0 || header[3] == 1, (0...4096).contains(header[1]),
        (0...4096).contains(header[2])
      else { return }
      let start = position + 20 + length
      let count = header[1] * header[2]
      let end = start + count * type.size * (1 + header[3])
      guard end <= bytes.count else { return }
      let name = String(decoding: bytes[(position + 20)..<start].prefix { $0 != 0 }, as: UTF8.self)
      matrices[name] = (0..<count).map { fields.real(type, at: start + $0 * type.size) }
      position = end
    }
  }

  private static let levelFourTypes: [Int: VoxelType] = [
    0: .float64, 1: .float32, 2: .int32, 3: .int16, 4: .uint16, 5: .uint8,
  ]
  private static let levelFiveTypes: [Int: VoxelType] = [
    1: .int8, 2: .uint8, 3: .int16, 4: .uint16, 5: .int32, 6: .uint32, 7: .float32, 9: .float64,
    12: .int64, 13: .uint64,
  ]

  /// The matrices among the elements of `range`, packed ones too.
  private mutating func readElements(_ fields: ByteFields, _ range: Range<Int>) {
    var position = range.lowerBound
    while let element = Element(fields, position, range.upperBound) {
      if element.type == 15 {
        let packed = Array(fields.bytes[element.content])
        if let bytes = Self.unpacked(packed) {
          readElements(ByteFields(bytes: bytes, bigEndian: fields.bigEndian), 0..<bytes.count)
        }
      } else if element.type == 14 {
        readMatrix(fields, element.content)
      }
      // Packed elements are not filled up to eight bytes.
      position = element.type == 15 ? element.content.upperBound : element.next
    }
  }

  /// Flags, extents, name, numbers.
  private mutating func readMatrix(_ fields: ByteFields, _ range: Range<Int>) {
    var parts: [Element] = []
    var position = range.lowerBound
    while parts.count < 4, let part = Element(fields, position, range.upperBound) {
      parts.append(part)
      position = part.next
    }
    guard parts.count == 4, let type = Self.levelFiveTypes[parts[3].type] else { return }
    let name = String(decoding: fields.bytes[parts[2].content], as: UTF8.self)
    let content = parts[3].content
    matrices[name] = (0..<content.count / type.size).map {
      fields.real(type, at: content.lowerBound + $0 * type.size)
    }
  }

  private static func unpacked(_ packed: [UInt8]) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: largest)
    var length = uLongf(bytes.count)
    let status = uncompress(&bytes, &length, packed, uLong(packed.count))
    return status == Z_OK ? Array(bytes.prefix(Int(length))) : nil
  }

  /// A type, and where its content lies.
  private struct Element {
    let type: Int
    let content: Range<Int>
    let next: Int

    /// - Returns: `nil` where none fits before `end`.
    init?(_ fields: ByteFields, _ position: Int, _ end: Int) {
      guard position + 8 <= end else { return nil }
      let first = fields.int32(at: position)
      let small = Int(UInt32(truncatingIfNeeded: first) >> 16)
      if small > 0 {
        guard small <= 4 else { return nil }
        type = first & 0xFFFF
        content = position + 4..<position + 4 + small
        next = position + 8
      } else {
        let length = fields.int32(at: position + 4)
        guard length >= 0, position + 8 + length <= end else { return nil }
        type = first
        content = position + 8..<position + 8 + length
        next = (content.upperBound + 7) / 8 * 8
      }
    }
  }
}

extension ByteFields {
  /// A number of that type.
  fileprivate func real(_ type: VoxelType, at offset: Int) -> Double {
    switch type {
    case .uint8: Double(bytes[offset])
    case .int8: Double(Int8(bitPattern: bytes[offset]))
    case .int16: Double(int16(at: offset))
    case .uint16: Double(integer(UInt16.self, at: offset))
    case .int32: Double(int32(at: offset))
    case .uint32: Double(integer(UInt32.self, at: offset))
    case .int64: Double(int64(at: offset))
    case .uint64: Double(integer(UInt64.self, at: offset))
    case .float32: float32(at: offset)
    case .float64: float64(at: offset)
    }
  }
}
