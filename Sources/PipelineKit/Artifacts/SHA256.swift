internal import CCrypto

/// SHA-256 (FIPS 180-4) of bytes that come in parts, by libcrypto.
struct SHA256 {
  private var context: SHA256_CTX

  init() {
    context = SHA256_CTX()
    SHA256_Init(&context)
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes so far; more may follow.
  func finalize() -> Digest {
    var context = context
    return withUnsafeTemporaryAllocation(byteCount: Int(SHA256_DIGEST_LENGTH), alignment: 8) {
      SHA256_Final($0.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
      return Digest(bytes: UnsafeRawBufferPointer($0))
    }
  }
}
