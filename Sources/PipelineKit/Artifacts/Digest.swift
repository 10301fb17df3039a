/// A SHA-256 digest: the identity of a content or of a job.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  private let words: [UInt64]

  /// The digest made of the first 32 bytes of `bytes`.
  ///
  /// - Precondition: there are at least 32 bytes.
  public init(bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count >= 32, "a SHA-256 digest has 32 bytes")
    words = (0..<4).map {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
    }
  }

  /// The digest written as 64 hexadecimal digits, or `nil` where the text is anything else.
  public init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var words: [UInt64] = []
    for start in stride(from: 0, to: 64, by: 16) {
      var word: UInt64 = 0
      for digit in digits[start..<start + 16] {
        guard let value = Self.value(ofHexDigit: digit) else { return nil }
        word = word << 4 | value
      }
      words.append(word)
    }
    self.words = words
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 64) { buffer in
      for (index, word) in words.enumerated() {
        for digit in 0..<16 {
          let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * digit) & 15)
          buffer[16 * index + digit] = value < 10 ? 48 + value : 87 + value
        }
      }
      return 64
    }
  }

  /// The first eight bytes as a number, big-endian: a seed.
  public var leadingWord: UInt64 { words[0] }

  public var description: String { hex }

  private static func value(ofHexDigit digit: UInt8) -> UInt64? {
    switch digit {
    case 48...57: UInt64(digit - 48)
    case 97...102: UInt64(digit - 87)
    default: nil
    }
  }
}
