/// Walks along a line of a journal as lastbit writes them, without a tree of its values: a store of many
/// results has as many lines of each kind. What is written otherwise is left to `Value(jsonMembers:)`.
struct LineScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  /// Passes over `literal`, where it stands here.
  mutating func take(_ literal: StaticString) -> Bool {
    take(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  mutating func take(_ literal: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count - position >= literal.count else { return false }
    for offset in 0..<literal.count where bytes[position + offset] != literal[offset] {
      return false
    }
    position += literal.count
    return true
  }

  /// What stands before the quotation mark that ends a text, which is passed over; `nil` where a character
  /// is escaped.
  mutating func text() -> String? {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      guard bytes[position] != UInt8(ascii: "\\"), bytes[position] >= 0x20 else { return nil }
      position += 1
    }
    guard position < bytes.count else { return nil }
    position += 1
    return String(validating: bytes[start..<position - 1], as: UTF8.self)
  }

  mutating func digest() -> Digest? {
    guard bytes.count - position >= 64,
      let digest = Digest(hex: bytes[position..<position + 64])
    else { return nil }
    position += 64
    return digest
  }

  /// 16 hexadecimal digits.
  mutating func word() -> UInt64? {
    guard bytes.count - position >= 16,
      let word = Journal.number(hex: bytes[position..<position + 16])
    else { return nil }
    position += 16
    return word
  }

  /// A whole number; `nil` where it does not fit.
  mutating func integer() -> Int? {
    let isNegative = take("-")
    let start = position
    var number = 0
    while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10
    {
      let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, isTooLargeNow) = tens.addingReportingOverflow(Int(digit))
      guard !isTooLarge, !isTooLargeNow else { return nil }
      number = sum
      position += 1
    }
    return position == start ? nil : isNegative ? -number : number
  }

  /// A number with a point or an exponent.
  mutating func number() -> Double? {
    let start = position
    var isWhole = true
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"): break
      case UInt8(ascii: "."), UInt8(ascii: "e"): isWhole = false
      default:
        return isWhole ? nil : Double(String(decoding: bytes[start..<position], as: UTF8.self))
      }
      position += 1
    }
    return nil
  }
}
