/// Eight lower-case hexadecimal digits at a time, as the bytes of a word with the first digit on top: a
/// store of a million results has some hundred million of them.
enum HexDigits {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The number that eight digits in ASCII spell; `nil` where one is none.
  static func number(_ digits: UInt64) -> UInt32? {
    // Letters have bit 6, and 9 to add to their low half.
    var nibbles = digits & 0x0f0f_0f0f_0f0f_0f0f
    nibbles &+= (digits >> 6 & ones) &* 9
    guard nibbles & 0xf0f0_f0f0_f0f0_f0f0 == 0, text(ofNibbles: nibbles) == digits else {
      return nil
    }
    nibbles = (nibbles | nibbles >> 4) & 0x00ff_00ff_00ff_00ff
    nibbles = (nibbles | nibbles >> 8) & 0x0000_ffff_0000_ffff
    return UInt32(truncatingIfNeeded: nibbles | nibbles >> 16)
  }

  /// The digits of a number in ASCII.
  static func text(_ number: UInt32) -> UInt64 {
    var nibbles = UInt64(number)
    nibbles = (nibbles | nibbles << 16) & 0x0000_ffff_0000_ffff
    nibbles = (nibbles | nibbles << 8) & 0x00ff_00ff_00ff_00ff
    return text(ofNibbles: (nibbles | nibbles << 4) & 0x0f0f_0f0f_0f0f_0f0f)
  }

  private static func text(ofNibbles nibbles: UInt64) -> UInt64 {
    // 1 for each from 10, whose letters lie 39 behind the digits.
    let letters = (nibbles &+ 6 &* ones) >> 4 & ones
    return nibbles &+ 0x30 &* ones &+ letters &* 39
  }
}
