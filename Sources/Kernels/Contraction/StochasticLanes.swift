internal import CIntrinsics

/// Stochastic rounding of products and sums: 29 random bits added to the pattern, the surplus cut
/// off. For data whose products stay in binary32's normal range, or are zero.
enum StochasticLanes: WideLaneRounding {
  @inline(__always)
  static func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ word: lastbit_u64x8
  ) -> lastbit_f64x8 {
    let product = truncate(lastbit_multiply_f64x8(a, b), lastbit_shift_right(word, 35))
    let noise = lastbit_and_u64x8(word, lastbit_splat_u64x8(0x1FFF_FFFF))
    return truncate(lastbit_add_f64x8(sum, product), noise)
  }

  @inline(__always)
  private static func truncate(_ value: lastbit_f64x8, _ noise: lastbit_u64x8) -> lastbit_f64x8 {
    let raised = lastbit_add_u64x8(lastbit_bits(value), noise)
    return lastbit_number(lastbit_and_u64x8(raised, lastbit_splat_u64x8(~0x1FFF_FFFF)))
  }
}

/// The same for any data: below the normal range gaps are 2⁻¹⁴⁹, and past the greatest number lies
/// infinity. Equal to `StochasticLanes` where that serves.
enum CarefulStochasticLanes: WideLaneRounding {
  @inline(__always)
  static func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ word: lastbit_u64x8
  ) -> lastbit_f64x8 {
    let product = lastbit_truncate_carefully(
      lastbit_multiply_f64x8(a, b), lastbit_shift_right(word, 35))
    let noise = lastbit_and_u64x8(word, lastbit_splat_u64x8(0x1FFF_FFFF))
    return lastbit_truncate_carefully(lastbit_add_f64x8(sum, product), noise)
  }
}
