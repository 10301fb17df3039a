import Testing

@testable import PipelineKit

@Suite struct HexDigitsTests {
  @Test(arguments: [0, 1, 0x9a, 0xf0f0_0f0f, 0x1234_5678, 0xdead_beef, .max] as [UInt32])
  func digitsAreThoseOfTheNumber(_ number: UInt32) {
    let digits = String(number, radix: 16)
    let text = String(repeating: "0", count: 8 - digits.count) + digits
    let word = text.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    #expect(HexDigits.text(number) == word)
    #expect(HexDigits.number(word) == number)
  }

  @Test func whateverElseIsNoNumber() {
    let digits = Set("0123456789abcdef".utf8)
    for place in 0..<8 {
      for byte in UInt8.min ... .max {
        let others = 0x6161_6161_6161_6161 & ~(0xff << UInt64(8 * place)) as UInt64
        let word = others | UInt64(byte) << UInt64(8 * place)
        #expect((HexDigits.number(word) != nil) == digits.contains(byte))
      }
    }
  }

  @Test func aDigestIsItsDigits() throws {
    let hex = "00ff10a9b8c7d6e5f40123456789abcdef00000000000000ffffffffffffffff0a"
    let digest = try #require(Digest(hex: String(hex.prefix(64))))
    #expect(digest.hex == hex.prefix(64))
    #expect(digest.leadingWord == 0x00ff_10a9_b8c7_d6e5)
    #expect(Digest(hex: hex) == nil)
    #expect(Digest(hex: String(hex.uppercased().prefix(64))) == nil)
    // Not in one piece of memory.
    #expect(Digest(hex: Array(hex.utf8).lazy.map { $0 }.prefix(64)) == digest)
  }
}
