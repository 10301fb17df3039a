/// SHA-256 over tagged fields, so that no two different lists of fields hash the same bytes.
///
/// Each field is written as the length of its tag, the tag, the length of its content and the
/// content; lengths are 64-bit little-endian.
public struct FieldHasher {
  private var hash = SHA256()

  public init() {}

  /// Adds bytes under a tag.
  public mutating func add(tag: String, bytes: UnsafeRawBufferPointer) {
    write(tag)
    write(UInt64(bytes.count))
    hash.update(bytes)
  }

  /// Adds the UTF-8 bytes of a text under a tag.
  public mutating func add(tag: String, _ text: String) {
    write(tag)
    write(text)
  }

  /// Adds an integer under a tag, as eight little-endian bytes.
  public mutating func add(tag: String, _ integer: Int) {
    add(tag: tag, UInt64(bitPattern: Int64(integer)))
  }

  /// Adds an unsigned integer under a tag, as eight little-endian bytes.
  public mutating func add(tag: String, _ integer: UInt64) {
    write(tag)
    write(8)
    write(integer)
  }

  /// Adds a number under a tag, as the bits of its binary64 representation.
  public mutating func add(tag: String, _ number: Double) { add(tag: tag, number.bitPattern) }

  /// Adds a digest under a tag.
  public mutating func add(tag: String, _ digest: Digest) {
    digest.withHexDigits { add(tag: tag, bytes: $0) }
  }

  /// Adds a tree of values under a tag: the type of every part is hashed with it, so that `1`,
  /// `1.0` and `"1"` differ.
  public mutating func add(tag: String, _ value: Value) {
    switch value {
    case .null: add(tag: tag, "null")
    case .boolean(let value): add(tag: tag, value ? "true" : "false")
    case .integer(let value):
      add(tag: tag, "integer")
      add(tag: "", value)
    case .number(let value):
      add(tag: tag, "number")
      add(tag: "", value)
    case .string(let value):
      add(tag: tag, "string")
      add(tag: "", value)
    case .list(let items):
      add(tag: tag, "list")
      write(UInt64(items.count))
      for item in items { add(tag: "", item) }
    case .map(let pairs):
      add(tag: tag, "map")
      write(UInt64(pairs.count))
      for pair in pairs { add(tag: pair.key, pair.value) }
    }
  }

  /// The digest of all fields so far.
  public func finalize() -> Digest { hash.finalize() }

  private mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      write(UInt64(bytes.count))
      hash.update(UnsafeRawBufferPointer(bytes))
    }
  }

  private mutating func write(_ length: UInt64) {
    withUnsafeBytes(of: length.littleEndian) { hash.update($0) }
  }
}
