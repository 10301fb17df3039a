import CZlib

/// zlib's raw deflate streams and CRC-32.
enum Deflate {
  /// Unpacks `packed` into exactly `size` bytes; `nil` where it is damaged or holds more or less.
  static func inflate(_ packed: [UInt8], size: Int) -> [UInt8]? {
    // Deflate packs at best 1032 to 1: nothing is set aside for a promise that cannot be kept.
    guard size / 1032 <= packed.count + 1 else { return nil }
    var stream = z_stream()
    guard
      inflateInit2_(&stream, -15, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { inflateEnd(&stream) }
    var isWhole = false
    // One byte more, so that a stream that goes on is noticed.
    let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { target, filled in
      filled = 0
      packed.withUnsafeBufferPointer { source in
        guard let input = source.baseAddress, let output = target.baseAddress else { return }
        var consumed = 0
        while true {
          // zlib counts in 32 bits.
          let available = min(source.count - consumed, 1 << 30)
          let room = min(size + 1 - filled, 1 << 30)
          stream.next_in = UnsafeMutablePointer(mutating: input + consumed)
          stream.avail_in = UInt32(available)
          stream.next_out = output + filled
          stream.avail_out = UInt32(room)
          let status = CZlib.inflate(&stream, Z_NO_FLUSH)
          let progress = available - Int(stream.avail_in) + room - Int(stream.avail_out)
          consumed += available - Int(stream.avail_in)
          filled += room - Int(stream.avail_out)
          if status == Z_STREAM_END {
            isWhole = consumed == source.count && filled == size
            return
          }
          guard status == Z_OK, progress > 0, filled <= size else { return }
        }
      }
    }
    return isWhole ? bytes : nil
  }

  /// CRC-32 as ZIP has it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
    }
  }
}
