internal import CIntrinsics

/// Stochastic rounding of products and sums: 29 random bits added to the pattern, the surplus cut
/// off. For data whose products stay in binary32's normal range, or are zero.
struct StochasticLanes: WideLaneRounding {
  @inline(__always) static var words: Int { 1 }

  @inline(__always)
  func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ words: inout LaneWords
  ) -> lastbit_f64x8 {
    let word = words.next()
    let product = lastbit_truncate_first(lastbit_multiply_f64x8(a, b), word)
    return lastbit_truncate_second(lastbit_add_f64x8(sum, product), word)
  }
}

/// The same for any data: below the normal range gaps are 2⁻¹⁴⁹, and past the greatest number lies
/// infinity. Equal to `StochasticLanes` where that serves.
struct CarefulStochasticLanes: WideLaneRounding {
  @inline(__always) static var words: Int { 1 }

  @inline(__always)
  func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ words: inout LaneWords
  ) -> lastbit_f64x8 {
    let word = words.next()
    let product = lastbit_truncate_carefully(
      lastbit_multiply_f64x8(a, b), lastbit_first_noise(word))
    return lastbit_truncate_carefully(
      lastbit_add_f64x8(sum, product), lastbit_second_noise(word))
  }
}
