import CIntrinsics
import Testing

@Suite struct HalfConversionTests {
  @Test func everyBinary16NumberIsWidenedExactly() {
    let halves = (0...UInt16.max).map { $0 }
    var (vectors, plain) = (
      [Float](repeating: 0, count: 65536), [Float](repeating: 0, count: 65536)
    )
    // An odd count, so that the last ones are no whole vector.
    lastbit_half_widen(halves, &vectors, 65535)
    lastbit_half_widen_portable(halves, &plain, 65535)
    for bits in 0..<65535 {
      let expected = Float(Float16(bitPattern: halves[bits]))
      for found in [vectors[bits], plain[bits]] {
        #expect(found.bitPattern == expected.bitPattern || (found.isNaN && expected.isNaN))
      }
    }
  }

  /// Every binary16 number, what lies halfway to the next, and the neighbours of both.
  @Test func vectorsAndPlainCodeRoundAsSwift() {
    var values: [Float] = [.nan, .infinity, -.infinity, 65519.996, 65520, 1e30, 0x1p-25, 0x1p-126]
    for bits in UInt16(0)..<0x7C00 {
      let (half, next) = (Float16(bitPattern: bits), Float16(bitPattern: bits + 1))
      let middle = (Float(half) + Float(next)) / 2
      for value in [Float(half), middle] {
        values += [value, value.nextUp, value.nextDown, -value, -value.nextUp]
      }
    }
    var (vectors, plain) = (
      [UInt16](repeating: 0, count: values.count), [UInt16](repeating: 0, count: values.count)
    )
    lastbit_half_narrow(values, &vectors, values.count)
    lastbit_half_narrow_portable(values, &plain, values.count)
    let same = values.indices.allSatisfy { index in
      let expected = Float16(values[index])
      return [vectors[index], plain[index]].map(Float16.init(bitPattern:)).allSatisfy {
        $0.bitPattern == expected.bitPattern || ($0.isNaN && expected.isNaN)
      }
    }
    #expect(same)
  }
}
