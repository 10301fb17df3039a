import Testing

@testable import PipelineKit

@Suite struct FieldHasherTests {
  private func digest(_ fill: (inout FieldHasher) -> Void) -> Digest {
    var hasher = FieldHasher()
    fill(&hasher)
    return hasher.finalize()
  }

  @Test func isSHA256OfLengthPrefixedFields() {
    // SHA-256 of 01 00×7 'k' 02 00×7 'ab', by sha256sum.
    #expect(
      digest { $0.add(tag: "k", "ab") }.hex
        == "80c5bc2e58b827ac8df3134f9e9cc5d3e0a45a99f21ac19469d81f5e00fdc1fd")
    // SHA-256 of nothing (FIPS 180-4 example).
    #expect(
      digest { _ in }.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func tellsFieldsApart() {
    let digests: [Digest] = [
      digest { $0.add(tag: "a", "bc") }, digest { $0.add(tag: "ab", "c") },
      digest {
        $0.add(tag: "a", "b"); $0.add(tag: "c", "")
      },
      digest { $0.add(tag: "a", 1 as Value) }, digest { $0.add(tag: "a", 1.0 as Value) },
      digest { $0.add(tag: "a", "1" as Value) }, digest { $0.add(tag: "a", ["1"] as Value) },
      digest { $0.add(tag: "a", [["1"]] as Value) }, digest { $0.add(tag: "a", .null as Value) },
      digest { $0.add(tag: "a", [[], ["1"]] as Value) },
      digest { $0.add(tag: "a", ["a": 1] as Value) },
    ]
    #expect(Set(digests).count == digests.count)
  }

  @Test func digestsReadBackFromTheirDigits() {
    let digest = digest { $0.add(tag: "k", 7) }
    #expect(Digest(hex: digest.hex) == digest)
    #expect(digest.hex.count == 64)
    #expect(Digest(hex: "12") == nil)
    #expect(Digest(hex: String(repeating: "g", count: 64)) == nil)
    #expect(Digest(hex: String(repeating: "A", count: 64)) == nil)
  }
}
