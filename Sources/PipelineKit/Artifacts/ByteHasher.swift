/// SHA-256 over plain bytes, as `sha256sum` computes it: the identity of a source file.
public struct ByteHasher {
  private var hash = SHA256()

  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bytes) }

  /// The digest of all bytes so far.
  public func finalize() -> Digest { hash.finalize() }
}
