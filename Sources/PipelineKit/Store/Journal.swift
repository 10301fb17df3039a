import Glibc

/// Lines of an index file: JSON with a checksum in front, so that a damaged line is not believed.
///
/// A line is `{"sum":"<16 hexadecimal digits>",<rest>` where the sum is over `<rest>`, and `<rest>`
/// starts with the line's kind: `"object":`, `"key":`, `"run":`, `"source":` or `"export":`.
enum Journal {
  private static let prefix = Array(#"{"sum":""#.utf8)
  private static let separator = Array(#"","#.utf8)
  private static let restOffset = prefix.count + 16 + separator.count

  /// A line with its line break.
  static func line(_ pairs: [Value.Pair]) -> [UInt8] {
    let rest = Array(Value.map(pairs).json(nonFinite: .token).utf8.dropFirst())
    return prefix + Array(hex(checksum(rest[...])).utf8) + separator + rest + [UInt8(ascii: "\n")]
  }

  /// Whether a line begins as lines do.
  static func isLine(_ line: ArraySlice<UInt8>) -> Bool { line.starts(with: prefix) }

  /// What a line says, or `nil` where its checksum does not hold.
  static func rest(ofLine line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard line.count > restOffset, line.starts(with: prefix) else { return nil }
    let start = line.startIndex + prefix.count
    let rest = line[(line.startIndex + restOffset)...]
    return checksum(rest) == number(hex: line[start..<start + 16]) ? rest : nil
  }

  /// 16 lower-case hexadecimal digits.
  static func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  /// The number that 16 lower-case hexadecimal digits spell.
  static func number(hex digits: some Collection<UInt8>) -> UInt64? {
    guard digits.count == 16 else { return nil }
    var number: UInt64 = 0
    for digit in digits {
      switch digit {
      case 48...57: number = number << 4 | UInt64(digit - 48)
      case 97...102: number = number << 4 | UInt64(digit - 87)
      default: return nil
      }
    }
    return number
  }

  /// The value of a line, from what `rest(ofLine:)` returned.
  static func value(ofRest rest: ArraySlice<UInt8>) -> Value? {
    try? Value(jsonMembers: rest)
  }

  /// FNV-1a over eight bytes at a time, the last ones singly.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      var sum: UInt64 = 0xcbf2_9ce4_8422_2325
      var position = 0
      while position + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
        sum = (sum ^ word) &* 0x100_0000_01b3
        sum ^= sum >> 32
        position += 8
      }
      while position < bytes.count {
        sum = (sum ^ UInt64(bytes[position])) &* 0x100_0000_01b3
        position += 1
      }
      return sum
    }
  }

  /// Complete lines of a file, without line breaks; a last line without one is still being written
  /// or was torn off, and is left out.
  static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var start = 0
      while start < buffer.count, let end = memchr(base + start, 0x0A, buffer.count - start) {
        let stop = UnsafeRawPointer(end) - UnsafeRawPointer(base)
        if stop > start { lines.append(bytes[start..<stop]) }
        start = stop + 1
      }
    }
    return lines
  }
}
