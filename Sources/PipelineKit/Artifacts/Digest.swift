/// A SHA-256 digest: the identity of a content or of a job.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  private let words: SIMD4<UInt64>

  /// The digest made of the first 32 bytes of `bytes`.
  ///
  /// - Precondition: there are at least 32 bytes.
  public init(bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count >= 32, "a SHA-256 digest has 32 bytes")
    var words = SIMD4<UInt64>()
    for index in 0..<4 {
      words[index] = UInt64(
        bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    self.words = words
  }

  /// The digest written as 64 hexadecimal digits, or `nil` where the text is anything else.
  public init?(hex: String) { self.init(hex: hex.utf8) }

  /// As `init(hex:)`, of the digits in ASCII.
  init?(hex digits: some Collection<UInt8>) {
    guard digits.count == 64 else { return nil }
    var words = SIMD4<UInt64>()
    var word: UInt64 = 0
    var count = 0
    for digit in digits {
      guard let value = Self.value(ofHexDigit: digit) else { return nil }
      word = word << 4 | value
      count += 1
      if count % 16 == 0 { words[count / 16 - 1] = word }
    }
    self.words = words
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 64) { buffer in
      write(to: UnsafeMutableRawBufferPointer(buffer))
      return 64
    }
  }

  /// Hands over the digits of `hex` in ASCII.
  func withHexDigits<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { buffer in
      write(to: buffer)
      return body(UnsafeRawBufferPointer(buffer))
    }
  }

  private func write(to buffer: UnsafeMutableRawBufferPointer) {
    for index in 0..<4 {
      for digit in 0..<16 {
        let value = UInt8(truncatingIfNeeded: words[index] >> UInt64(60 - 4 * digit) & 15)
        buffer[16 * index + digit] = value < 10 ? 48 + value : 87 + value
      }
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
