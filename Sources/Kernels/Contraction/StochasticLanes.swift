internal import CIntrinsics

/// A rounding of sums and products by the two draws of 29 bits that a word has.
protocol NoisyLaneRounding: WideLaneRounding {
  func round(_ value: lastbit_f64x8, _ noise: lastbit_u64x8) -> lastbit_f64x8
}

extension NoisyLaneRounding {
  @inline(__always) static var words: Int { 1 }

  @inline(__always)
  func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ words: inout LaneWords
  ) -> lastbit_f64x8 {
    let word = words.next()
    let product = round(lastbit_multiply_f64x8(a, b), lastbit_first_noise(word))
    return round(lastbit_add_f64x8(sum, product), lastbit_second_noise(word))
  }
}

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
struct CarefulStochasticLanes: NoisyLaneRounding {
  @inline(__always)
  func round(_ value: lastbit_f64x8, _ noise: lastbit_u64x8) -> lastbit_f64x8 {
    lastbit_truncate_carefully(value, noise)
  }
}
