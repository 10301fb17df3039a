import Arithmetic
import CIntrinsics
import Testing

/// The generator of all random bits.
@Suite struct RandomStreamTests {
  /// Sixteen bytes as FIPS 197 prints them.
  private func block(_ hexadecimal: String) -> lastbit_block {
    let bytes = stride(from: 0, to: 32, by: 2).map { i -> UInt64 in
      let start = hexadecimal.index(hexadecimal.startIndex, offsetBy: i)
      return UInt64(hexadecimal[start...].prefix(2), radix: 16) ?? 0
    }
    func word(_ bytes: ArraySlice<UInt64>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | $1 } }
    return lastbit_block(low: word(bytes[0..<8]), high: word(bytes[8..<16]))
  }

  /// FIPS 197, appendix B: the states at the start of rounds 1 to 3, and their keys.
  @Test func roundsOfTheStandard() {
    let start = block("193de3bea0f4e22b9ac68d2ae9f84808")
    let second = lastbit_aes_round_portable(start, block("a0fafe1788542cb123a339392a6c7605"))
    let expected = block("a49c7ff2689f352b6b5bea43026a5049")
    #expect(second.low == expected.low && second.high == expected.high)
    let third = lastbit_aes_round_portable(second, block("f2c295f27a96b9435935807a7359f67f"))
    let next = block("aa8f5f0361dde3ef82d24ad26832469a")
    #expect(third.low == next.low && third.high == next.high)
  }

  /// Multiplication in GF(2⁸) modulo x⁸ + x⁴ + x³ + x + 1.
  private func product(_ a: Int, _ b: Int) -> Int {
    (0..<8).reduce(0) { sum, bit in
      guard b >> bit & 1 == 1 else { return sum }
      let shifted = (0..<bit).reduce(a) { x, _ in x & 0x80 == 0 ? x << 1 : (x << 1) ^ 0x11B }
      return sum ^ shifted
    }
  }

  /// The table is what section 5.1 of the standard defines: inverse, affine map, column.
  @Test func tableIsComputable() {
    // Row 0 of a state that is otherwise zero: the other columns show S(0) = 0x63.
    for byte in 0..<256 {
      let inverse = (1..<256).first { product(byte, $0) == 1 } ?? 0
      let s = (0..<5).reduce(0x63) { $0 ^ ((inverse << $1 | inverse >> (8 - $1)) & 255) }
      let zero = lastbit_block(low: 0, high: 0)
      let one = lastbit_aes_round_portable(lastbit_block(low: UInt64(byte), high: 0), zero)
      let none = lastbit_aes_round_portable(zero, zero)
      let difference = s ^ 0x63
      let column =
        product(2, difference) | difference << 8 | difference << 16
        | product(3, difference) << 24
      #expect(one.low ^ none.low == UInt64(column) && one.high == none.high)
    }
  }

  /// Words are part of every published result: they must never change.
  @Test func wordsAreFixed() {
    let stream = RandomStream(key: 42, stream: 7)
    #expect(
      (0..<4).map(stream.word) == [
        15_602_233_968_631_223_442, 2_924_672_606_398_388_276, 6_270_694_712_623_410_076,
        10_226_390_826_826_085_887,
      ])
    let again = RandomStream(key: 42, stream: 7)
    #expect(stream.word(1 << 40) == again.word(1 << 40))
    #expect(stream.word(0) != RandomStream(key: 42, stream: 8).word(0))
    #expect(stream.word(0) != RandomStream(key: 43, stream: 7).word(0))
  }

  @Test func uniformNumbersFillTheUnitInterval() {
    let stream = RandomStream(key: 1, stream: 0)
    let n = 200_000
    var cells = [Int](repeating: 0, count: 64)
    for i in 0..<n {
      let u = stream.uniform(UInt64(i))
      #expect(u > 0 && u < 1)
      cells[Int(u * 64)] += 1
    }
    let mean = Double(n) / 64
    let chi = cells.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) / mean }
    #expect(abs(chi - 63) < 5 * (2 * 63.0).squareRoot())
  }

  @Test func normalNumbersHaveTheirMoments() {
    let stream = RandomStream(key: 2, stream: 0)
    let n = 200_000
    let z = (0..<n).map { stream.normal(UInt64($0)) }
    let u = (0..<n).map { stream.uniform(UInt64($0)) - 0.5 }
    func mean(_ power: Int) -> Double {
      z.reduce(0) { $0 + ipow($1, power) } / Double(n)
    }
    let root = Double(n).squareRoot()
    #expect(abs(mean(1)) * root < 5)
    #expect(abs(mean(2) - 1) * root < 5 * 2.0.squareRoot())
    #expect(abs(mean(3)) * root < 5 * 15.0.squareRoot())
    #expect(abs(mean(4) - 3) * root < 5 * 96.0.squareRoot())
    let correlation = zip(z, u).map { $0 * $1 }.reduce(0, +) / Double(n)
    #expect(abs(correlation) * root < 5 * (1.0 / 12).squareRoot())
    #expect(z.filter { $0.magnitude > 3 }.count > 400 && z.filter { $0.magnitude > 3 }.count < 680)
  }

  private func ipow(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { p, _ in p * x } }
}
