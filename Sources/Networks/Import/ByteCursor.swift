/// Reads little-endian fields from bytes, one after another; `nil` once they are used up.
struct ByteCursor {
  let bytes: [UInt8]
  private(set) var position: Int
  /// Where reading stops.
  let end: Int

  init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
    end = bytes.count
  }

  /// Bytes that are left.
  var left: Int { end - position }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= left else { return false }
    position += count
    return true
  }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= left else { return nil }
    position += count
    return bytes[position - count..<position]
  }

  /// An unsigned or signed number of its own width.
  mutating func integer<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard let field = take(size) else { return nil }
    return field.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(as: Number.self)) }
  }

  /// An unsigned number of `width` bytes; `nil` also where it exceeds `Int.max`.
  mutating func size(width: Int) -> Int? {
    guard let field = take(width) else { return nil }
    var number: UInt64 = 0
    for (index, byte) in field.enumerated() {
      if index >= 8 {
        guard byte == 0 else { return nil }
      } else {
        number |= UInt64(byte) << UInt64(8 * index)
      }
    }
    return Int(exactly: number)
  }
}
