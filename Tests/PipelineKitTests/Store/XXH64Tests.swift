import Testing

@testable import PipelineKit

@Suite struct XXH64Tests {
  /// What `xxhsum -H64` 0.8.1 prints for n bytes (7 i + 3) mod 251.
  private let sums: [Int: String] = [
    0: "ef46db3751d8e999", 3: "31d2363f52e564c9", 4: "9bb64b7d66ee9fda", 7: "9a7b149959ce60d8",
    8: "dab99d95c6f90092", 31: "a2aa5f33cc4a6119", 32: "23c3c17ef790fd97",
    33: "50a7cfc7ba588784", 63: "f1438f15b9ed16e9", 64: "2cd990a1beed6894",
    100: "778e26df8290f456", 1000: "021f7a7424085ea4",
  ]

  private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8((7 * $0 + 3) % 251) } }

  @Test func equalsItsReference() {
    for (count, expected) in sums {
      var sum = XXH64()
      bytes(count).withUnsafeBytes { sum.update($0) }
      #expect(Journal.hex(sum.finalize()) == expected)
      #expect(Journal.number(hex: expected.utf8) == sum.finalize())
    }
  }

  @Test func takesBytesInAnyPieces() {
    let all = bytes(1000)
    for piece in [1, 5, 31, 32, 33, 500] {
      var sum = XXH64()
      for start in stride(from: 0, to: all.count, by: piece) {
        all[start..<min(start + piece, all.count)].withUnsafeBytes { sum.update($0) }
      }
      #expect(Journal.hex(sum.finalize()) == sums[1000])
    }
  }

  @Test func readsDigitsAlone() {
    for text in ["", "123", "00000000000000000", "ef46db3751d8e99g", "EF46DB3751D8E999"] {
      #expect(Journal.number(hex: text.utf8) == nil)
    }
  }
}
