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
    let words = digits.withContiguousStorageIfAvailable {
      Self.words(ofHex: UnsafeRawBufferPointer($0))
    }
    guard let words = words ?? Array(digits).withUnsafeBytes(Self.words(ofHex:)) else { return nil }
    self.words = words
  }

  private static func words(ofHex digits: UnsafeRawBufferPointer) -> SIMD4<UInt64>? {
    var words = SIMD4<UInt64>()
    for index in 0..<8 {
      let text = digits.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
      guard let half = HexDigits.number(UInt64(bigEndian: text)) else { return nil }
      words[index / 2] = words[index / 2] << 32 | UInt64(half)
    }
    return words
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

  /// Writes the digits of `hex` to the first 64 bytes of `buffer`.
  func write(to buffer: UnsafeMutableRawBufferPointer) {
    for index in 0..<8 {
      let half = UInt32(truncatingIfNeeded: words[index / 2] >> (index % 2 == 0 ? 32 : 0))
      buffer.storeBytes(
        of: HexDigits.text(half).bigEndian, toByteOffset: 8 * index, as: UInt64.self)
    }
  }

  /// The first eight bytes as a number, big-endian: a seed.
  public var leadingWord: UInt64 { words[0] }

  public var description: String { hex }

  /// Its first word is as good as all of it.
  public func hash(into hasher: inout Hasher) { hasher.combine(words[0]) }
}
