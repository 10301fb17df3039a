/// The text of a manifest by lines, as libyaml counts them, for the excerpts of diagnostics.
public struct SourceText: Sendable {
  /// The name to print: the path as it was given.
  public let file: String
  /// Valid UTF-8 without a byte order mark.
  public let bytes: [UInt8]
  /// Where each line starts and, before its line break, ends.
  private let lines: [Range<Int>]

  /// - Parameter bytes: valid UTF-8; an invalid sequence prints as U+FFFD.
  public init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
    self.lines = Self.lines(of: bytes)
  }

  /// The line numbered from one, without its line break, or `nil` past the end.
  public func line(_ number: Int) -> String? {
    guard lines.indices.contains(number - 1) else { return nil }
    return String(decoding: bytes[lines[number - 1]], as: UTF8.self)
  }

  /// Line and column, from one, of the byte at `offset`; the column counts Unicode scalars.
  public func mark(ofByte offset: Int) -> Mark {
    let index = lines.lastIndex { $0.lowerBound <= offset } ?? 0
    let start = lines.isEmpty ? 0 : lines[index].lowerBound
    // Every byte but the continuation bytes starts a scalar.
    let before = bytes[start..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 }
    return Mark(file: file, line: index + 1, column: before + 1)
  }

  /// YAML 1.1 breaks lines at LF, CR, CR LF, and at U+0085, U+2028 and U+2029.
  private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    var position = 0
    while position < bytes.count {
      let length = lengthOfBreak(in: bytes, at: position)
      if length > 0 {
        lines.append(start..<position)
        start = position + length
      }
      position += max(length, 1)
    }
    lines.append(start..<bytes.count)
    return lines
  }

  private static func lengthOfBreak(in bytes: [UInt8], at position: Int) -> Int {
    func byte(_ ahead: Int) -> UInt8 {
      position + ahead < bytes.count ? bytes[position + ahead] : 0
    }
    switch bytes[position] {
    case 0x0A: return 1
    case 0x0D: return byte(1) == 0x0A ? 2 : 1
    case 0xC2: return byte(1) == 0x85 ? 2 : 0
    case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: return 0
    }
  }
}
