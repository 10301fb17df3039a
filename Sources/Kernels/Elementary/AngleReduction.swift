extension Elementary {
  /// An angle less a multiple of a quarter turn.
  struct ReducedAngle {
    /// Quarter turns, modulo 4.
    let quadrant: Int
    /// What is left, in [−π/4, π/4], to about 2⁻¹⁰⁴ relative.
    let rest: DoubleDouble

    /// For a finite angle that is not negative (Payne and Hanek 1983).
    ///
    /// The angle is an integer of 53 bits times a power of two; with 256 bits of 2/π, those that
    /// matter after whole turns are dropped, the product modulo four is known to 2⁻²⁰¹. No binary64
    /// number comes nearer to a multiple of π/2 than 2⁻⁶².
    init(_ angle: Double) {
      guard angle > 0x1.921fb54442d18p-1 else {
        (quadrant, rest) = (0, DoubleDouble(angle))
        return
      }
      let integer = angle.significandBitPattern | 1 << 52
      var words = Self.window(from: Int(angle.exponent) - 54)
      var carry: UInt64 = 0
      for i in stride(from: 3, through: 0, by: -1) {
        let product = words[i].multipliedFullWidth(by: integer)
        let (low, overflow) = product.low.addingReportingOverflow(carry)
        words[i] = low
        carry = product.high &+ (overflow ? 1 : 0)
      }
      // Two bits of quarter turns, then a fraction; from one half on the next quarter is nearer.
      let quarters = Int(words[0] >> 62)
      for i in 0..<4 { words[i] = words[i] << 2 | (i < 3 ? words[i + 1] >> 62 : 0) }
      let isPast = words[0] >> 63 == 1
      if isPast { Self.negate(&words) }
      let fraction = Self.number(words) * Elementary.halfPi
      quadrant = (quarters + (isPast ? 1 : 0)) & 3
      rest = isPast ? DoubleDouble(-fraction.high, -fraction.low) : fraction
    }

    /// 256 bits of 2/π from bit `start` on, counted from the first after the point; zeros before it.
    private static func window(from start: Int) -> InlineArray<4, UInt64> {
      func word(_ index: Int) -> UInt64 { index < 0 ? 0 : Elementary.twoOverPi[index] }
      let (index, shift) = (start >> 6, UInt64(start & 63))
      return InlineArray<4, UInt64> { i in
        // A shift by 64 gives zero.
        word(index + i) << shift | word(index + i + 1) >> (64 - shift)
      }
    }

    private static func negate(_ words: inout InlineArray<4, UInt64>) {
      var carry = true
      for i in stride(from: 3, through: 0, by: -1) {
        let (sum, overflow) = (~words[i]).addingReportingOverflow(carry ? 1 : 0)
        words[i] = sum
        carry = overflow
      }
    }

    /// The first 106 significant bits of a fraction of 256 bits, of which at most 128 lead as zeros.
    private static func number(_ words: InlineArray<4, UInt64>) -> DoubleDouble {
      let skipped = words[0] == 0 ? 1 : 0
      let zeros = words[skipped].leadingZeroBitCount
      let (first, second, third) = (words[skipped], words[skipped + 1], words[skipped + 2])
      let top = first << UInt64(zeros) | second >> UInt64(64 - zeros)
      let next = second << UInt64(zeros) | third >> UInt64(64 - zeros)
      let high = Double(top >> 11) * 0x1p-53
      let low = Double((top & 0x7FF) << 42 | next >> 22) * 0x1p-106
      let scale = Double.power(of: -zeros - 64 * skipped)
      let sum = DoubleDouble.fastSum(high, low)
      return DoubleDouble(sum.high * scale, sum.low * scale)
    }
  }

  static var halfPi: DoubleDouble { DoubleDouble(0x1.921fb54442d18p0, 0x1.1a62633145c07p-54) }

  /// The first 1408 bits of 2/π after the point.
  private static let twoOverPi: [UInt64] = [
    0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041,
    0xFE51_63AB_DEBB_C561, 0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C,
    0xFE1D_EB1C_B129_A73E, 0xE882_35F5_2EBB_4484, 0xE99C_7026_B45F_7E41,
    0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B, 0x1FF8_97FF_DE05_980F,
    0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D,
    0x7527_BAC7_EBE5_F17B, 0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08,
    0x5603_3046_FC7B_6BAB, 0xF0CF_BC20_9AF4_361D, 0xA9E3_9161_5EE6_1B08,
    0x6599_855F_14A0_6840,
  ]
}
