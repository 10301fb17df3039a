/// Numbers at fixed places of a header, in either byte order.
struct ByteFields {
  var bytes: [UInt8]
  var bigEndian: Bool

  func integer<Number: FixedWidthInteger>(_: Number.Type, at offset: Int) -> Number {
    bytes.withUnsafeBytes {
      let raw = $0.loadUnaligned(fromByteOffset: offset, as: Number.self)
      return bigEndian ? Number(bigEndian: raw) : Number(littleEndian: raw)
    }
  }

  func int16(at offset: Int) -> Int { Int(integer(Int16.self, at: offset)) }
  func int32(at offset: Int) -> Int { Int(integer(Int32.self, at: offset)) }
  func int64(at offset: Int) -> Int { Int(integer(Int64.self, at: offset)) }
  func float32(at offset: Int) -> Double {
    Double(Float(bitPattern: integer(UInt32.self, at: offset)))
  }
  func float64(at offset: Int) -> Double {
    Double(bitPattern: integer(UInt64.self, at: offset))
  }

  mutating func set<Number: FixedWidthInteger>(_ value: Number, at offset: Int) {
    withUnsafeBytes(of: bigEndian ? value.bigEndian : value.littleEndian) { raw in
      for (index, byte) in raw.enumerated() { bytes[offset + index] = byte }
    }
  }

  mutating func set(_ value: Float, at offset: Int) { set(value.bitPattern, at: offset) }

  /// ASCII text, cut to `length` bytes.
  mutating func set(_ text: String, at offset: Int, length: Int) {
    for (index, byte) in text.utf8.prefix(length).enumerated() { bytes[offset + index] = byte }
  }
}
