internal import CIntrinsics

/// Stochastic rounding of binary64 products and sums, from the nearest results and their errors; for
/// data far from the ends of the exponent range.
struct StochasticWideLanes: WidePairRounding {
  @inline(__always) static var words: Int { 1 }

  @inline(__always)
  func accumulate(
    _ sums: WidePair, _ a: lastbit_f64x8, _ b: WidePair, _ w0: inout LaneWords,
    _ w1: inout LaneWords
  ) -> WidePair {
    let words = (w0.next(), w1.next())
    let products = products(a, b, (lastbit_first_half(words.0), lastbit_first_half(words.1)))
    let totals = (
      lastbit_add_f64x8(sums.0, products.0), lastbit_add_f64x8(sums.1, products.1)
    )
    return round(
      totals,
      (
        lastbit_sum_error(sums.0, products.0, totals.0),
        lastbit_sum_error(sums.1, products.1, totals.1)
      ),
      (lastbit_second_half(words.0), lastbit_second_half(words.1)))
  }

  @inline(__always)
  private func products(
    _ a: lastbit_f64x8, _ b: WidePair, _ halves: (lastbit_u64x8, lastbit_u64x8)
  ) -> WidePair {
    if lastbit_has_vector_rounding() {
      return (
        lastbit_multiply_stochastically(a, b.0, halves.0),
        lastbit_multiply_stochastically(a, b.1, halves.1)
      )
    }
    let nearest = (lastbit_multiply_f64x8(a, b.0), lastbit_multiply_f64x8(a, b.1))
    let errors = (
      lastbit_product_error(a, b.0, nearest.0), lastbit_product_error(a, b.1, nearest.1)
    )
    return round(nearest, errors, halves)
  }

  @inline(__always)
  private func round(
    _ nearest: WidePair, _ errors: WidePair, _ halves: (lastbit_u64x8, lastbit_u64x8)
  ) -> WidePair {
    if lastbit_any_power_beyond(nearest.0, errors.0, nearest.1, errors.1) {
      return (
        lastbit_round_with_error_carefully(nearest.0, errors.0, halves.0),
        lastbit_round_with_error_carefully(nearest.1, errors.1, halves.1)
      )
    }
    return (
      lastbit_round_with_error(nearest.0, errors.0, halves.0),
      lastbit_round_with_error(nearest.1, errors.1, halves.1)
    )
  }
}
