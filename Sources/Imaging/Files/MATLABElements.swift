import CNIfTI

/// The real matrices among the elements of a MATLAB file of level 5. Nothing is believed: what does not
/// fit is left out.
struct MATLABElements {
  private(set) var matrices: [MATLABFile.Matrix] = []

  private static let largest = 1 << 20

  /// - Returns: `nil` where the bytes are no file of level 5.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 128, [[0x49, 0x4D], [0x4D, 0x49]].contains(Array(bytes[126..<128])) else {
      return nil
    }
    let fields = ByteFields(bytes: bytes, bigEndian: bytes[126] == 0x4D)
    readElements(fields, 128..<bytes.count)
  }

  private static let types: [Int: VoxelType] = [
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
    guard parts.count == 4, let type = Self.types[parts[3].type] else { return }
    let name = String(decoding: fields.bytes[parts[2].content], as: UTF8.self)
    let content = parts[3].content
    let values = (0..<content.count / type.size).map {
      fields.real(type, at: content.lowerBound + $0 * type.size)
    }
    matrices.append(.init(name: name, values: values))
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
  func real(_ type: VoxelType, at offset: Int) -> Double {
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
