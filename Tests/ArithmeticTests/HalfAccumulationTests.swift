import CIntrinsics
import Testing

@Suite struct HalfAccumulationTests {
  /// Every binary16 number, with values that make ties, cancellation, overflow and subnormal sums.
  @Test func vectorsAndPlainCodeAgreeWithSwift() {
    let addends: [Float] = [
      0, -0.0, 0x1p-25, -0x1p-26, 0x1.8p-25, 1, -1, 0x1p-11, 0x1.000002p-11, 65504, -65504, 1e30,
      .infinity, -.infinity, .nan, 3.1415927,
    ]
    for scale in [Float(0.4), 0.2, 1] {
      for addend in addends {
        let before = (0...UInt16.max).map { $0 }
        let values = before.map { bits in
          // Half of them nearly cancel the sum.
          bits % 2 == 0 ? addend : -Float(Float16(bitPattern: bits)) / scale + addend
        }
        var (vectors, plain) = (before, before)
        lastbit_half_accumulate(&vectors, values, scale, before.count)
        lastbit_half_accumulate_portable(&plain, values, scale, before.count)
        let same = before.indices.allSatisfy { index in
          let sum = Float(Float16(bitPattern: before[index])).addingProduct(scale, values[index])
          let expected = Float16(sum)
          let found = [vectors[index], plain[index]].map(Float16.init(bitPattern:))
          return found.allSatisfy {
            $0.bitPattern == expected.bitPattern || ($0.isNaN && expected.isNaN)
          }
        }
        #expect(same, "scale \(scale), addend \(addend)")
      }
    }
  }
}
