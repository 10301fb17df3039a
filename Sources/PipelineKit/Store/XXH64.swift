/// The checksum XXH64 (Collet 2012, seed 0), as `xxhsum -H64` prints it: notices damage at the speed
/// of memory. It is no identity: whoever wants two contents of one checksum can make them.
struct XXH64 {
  private static var p1: UInt64 { 0x9E37_79B1_85EB_CA87 }
  private static var p2: UInt64 { 0xC2B2_AE3D_27D4_EB4F }
  private static var p3: UInt64 { 0x1656_67B1_9E37_79F9 }
  private static var p4: UInt64 { 0x85EB_CA77_C2B2_AE63 }
  private static var p5: UInt64 { 0x27D4_EB2F_1656_67C5 }

  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (p1 &+ p2, p2, 0, 0 &- p1)
  private var count: UInt64 = 0
  /// Bytes that do not fill a stripe of 32 yet.
  private var rest: [UInt8] = []

  init() { rest.reserveCapacity(64) }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    count &+= UInt64(bytes.count)
    var start = 0
    if !rest.isEmpty {
      start = min(32 - rest.count, bytes.count)
      rest.append(contentsOf: bytes[..<start])
      guard rest.count == 32 else { return }
      var own = lanes
      rest.withUnsafeBytes { Self.addStripes(of: $0, to: &own) }
      lanes = own
      rest.removeAll(keepingCapacity: true)
    }
    let end = start + (bytes.count - start) & ~31
    Self.addStripes(of: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), to: &lanes)
    rest.append(contentsOf: bytes[end...])
  }

  func finalize() -> UInt64 {
    let (p1, p2, p3, p4, p5) = (Self.p1, Self.p2, Self.p3, Self.p4, Self.p5)
    var sum = p5
    if count >= 32 {
      sum =
        Self.rotated(lanes.0, 1) &+ Self.rotated(lanes.1, 7) &+ Self.rotated(lanes.2, 12)
        &+ Self.rotated(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        sum = (sum ^ Self.round(0, lane)) &* p1 &+ p4
      }
    }
    sum &+= count
    rest.withUnsafeBytes { bytes in
      var position = 0
      while position + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
        sum = Self.rotated(sum ^ Self.round(0, word), 27) &* p1 &+ p4
        position += 8
      }
      if position + 4 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian
        sum = Self.rotated(sum ^ UInt64(word) &* p1, 23) &* p2 &+ p3
        position += 4
      }
      for byte in bytes[position...] { sum = Self.rotated(sum ^ UInt64(byte) &* p5, 11) &* p1 }
    }
    sum = (sum ^ sum >> 33) &* p2
    sum = (sum ^ sum >> 29) &* p3
    return sum ^ sum >> 32
  }

  @inline(__always)
  private static func addStripes(
    of bytes: UnsafeRawBufferPointer, to lanes: inout (UInt64, UInt64, UInt64, UInt64)
  ) {
    var (a, b, c, d) = lanes
    for position in stride(from: 0, to: bytes.count, by: 32) {
      func word(_ offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: position + offset, as: UInt64.self).littleEndian
      }
      a = round(a, word(0))
      b = round(b, word(8))
      c = round(c, word(16))
      d = round(d, word(24))
    }
    lanes = (a, b, c, d)
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* p2, 31) &* p1
  }

  @inline(__always)
  private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word &<< bits | word &>> (64 - bits)
  }
}
