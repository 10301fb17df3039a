/// The identity of a job's result: the same key means the same stage, parameters, arithmetic, seed
/// (where it matters) and input content, wherever and whenever it runs.
public struct JobKey: Hashable, Sendable, CustomStringConvertible {
  public let digest: Digest

  public init(_ digest: Digest) { self.digest = digest }

  /// The key written as 64 hexadecimal digits, or `nil` where the text is anything else.
  public init?(hex: String) { self.init(hex: hex.utf8) }

  /// As `init(hex:)`, of the digits in ASCII.
  init?(hex digits: some Collection<UInt8>) {
    guard let digest = Digest(hex: digits) else { return nil }
    self.digest = digest
  }

  /// 64 lower-case hexadecimal digits: the name of the object's file.
  public var description: String { digest.hex }
}
