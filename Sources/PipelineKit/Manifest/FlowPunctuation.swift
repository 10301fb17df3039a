/// Lets `${name}` and `stage[axis=value]` stand inside `[...]` and `{...}`, where YAML would read
/// their braces, brackets and commas as its own.
///
/// Those characters become private-use characters before libyaml reads the text and turn back in every
/// scalar, one for one, so that lines and columns stay as they are.
enum FlowPunctuation {
  private static let hidden: [(plain: UInt8, standIn: Unicode.Scalar)] = [
    (UInt8(ascii: "{"), "\u{F8D0}"), (UInt8(ascii: "}"), "\u{F8D1}"),
    (UInt8(ascii: "["), "\u{F8D2}"), (UInt8(ascii: "]"), "\u{F8D3}"),
    (UInt8(ascii: ","), "\u{F8D4}"),
  ]

  /// All of U+F8D0 to U+F8D4 start with these two bytes and end with 0x90 to 0x94.
  private static let leading: [UInt8] = [0xEF, 0xA3]

  /// The offset of a stand-in that the text may not hold, because `hide` uses it.
  static func firstReserved(in bytes: [UInt8]) -> Int? {
    guard bytes.contains(leading[0]) else { return nil }
    return bytes.indices.dropLast(2).first {
      bytes[$0] == leading[0] && bytes[$0 + 1] == leading[1]
        && (0x90...0x94).contains(bytes[$0 + 2])
    }
  }

  /// Hides the punctuation of every interpolation and selection that ends on its line.
  static func hide(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "$")) || bytes.contains(UInt8(ascii: "[")) else {
      return bytes
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 256)
    var position = 0
    while position < bytes.count {
      let end =
        endOfInterpolation(in: bytes, at: position) ?? endOfSelection(in: bytes, at: position)
      if let end {
        for byte in bytes[position..<end] { append(byte, to: &result) }
        position = end
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return result
  }

  /// Puts the characters back.
  static func restore(_ text: String) -> String {
    guard text.utf8.contains(leading[0]) else { return text }
    var restored = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let plain = hidden.first { $0.standIn == scalar }?.plain
      restored.append(plain.map { Unicode.Scalar($0) } ?? scalar)
    }
    return String(restored)
  }

  private static func append(_ byte: UInt8, to result: inout [UInt8]) {
    if let pair = hidden.first(where: { $0.plain == byte }) {
      result += Array(String(pair.standIn).utf8)
    } else {
      result.append(byte)
    }
  }

  /// The end of a `${name}` that starts at `start`.
  private static func endOfInterpolation(in bytes: [UInt8], at start: Int) -> Int? {
    guard bytes[start] == UInt8(ascii: "$"), start + 1 < bytes.count,
      bytes[start + 1] == UInt8(ascii: "{")
    else { return nil }
    var end = start + 2
    while end < bytes.count, Template.isNameByte(bytes[end]) { end += 1 }
    return end < bytes.count && bytes[end] == UInt8(ascii: "}") ? end + 1 : nil
  }

  /// The end of a `[axis=value]` that starts at `start`, right behind a name. What else stands
  /// between such brackets is no YAML either, and gets its error where it is read.
  private static func endOfSelection(in bytes: [UInt8], at start: Int) -> Int? {
    guard bytes[start] == UInt8(ascii: "["), start > 0, Template.isNameByte(bytes[start - 1])
    else { return nil }
    var end = start + 1
    while end < bytes.count, end - start < 512 {
      switch bytes[end] {
      case UInt8(ascii: "]"): return end + 1
      case UInt8(ascii: "["), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""): return nil
      default: break
      }
      end += 1
    }
    return nil
  }
}
