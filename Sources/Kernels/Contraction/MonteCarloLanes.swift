internal import CIntrinsics

/// Monte Carlo arithmetic of products and sums at a virtual precision: noise on results, on operands
/// or on both, 29 random bits each, and rounding to nearest. For finite data.
struct MonteCarloLanes<Mode: MonteCarloMode>: WideLaneRounding {
  /// Significant bits t, 24 at most.
  let precision: UInt64

  /// Operands of the product and the sum: four half words; results: two.
  @inline(__always) static var words: Int {
    (Mode.perturbsOperands ? 2 : 0) + (Mode.perturbsResults ? 1 : 0)
  }

  @inline(__always)
  func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ words: inout LaneWords
  ) -> lastbit_f64x8 {
    if !Mode.perturbsOperands {
      let word = words.next()
      let product = result(lastbit_multiply_f64x8(a, b), lastbit_first_half(word))
      return result(lastbit_add_f64x8(sum, product), lastbit_second_half(word))
    }
    // Draws in order: both operands, then the result, of the product and then of the sum.
    let first = words.next()
    let second = words.next()
    let x = operand(a, lastbit_first_half(first))
    let y = operand(b, lastbit_second_half(first))
    if !Mode.perturbsResults {
      let product = nearest(lastbit_multiply_f64x8(x, y))
      return nearest(
        lastbit_add_f64x8(
          operand(product, lastbit_first_half(second)), operand(sum, lastbit_second_half(second))))
    }
    let third = words.next()
    let product = result(lastbit_multiply_f64x8(x, y), lastbit_first_half(second))
    let terms = lastbit_add_f64x8(
      operand(product, lastbit_second_half(second)), operand(sum, lastbit_first_half(third)))
    return result(terms, lastbit_second_half(third))
  }

  /// Rounded to nearest after noise, which values that the precision holds do not get.
  @inline(__always)
  private func result(_ value: lastbit_f64x8, _ half: lastbit_u64x8) -> lastbit_f64x8 {
    nearest(lastbit_add_noise_unless_held(value, half, precision))
  }

  @inline(__always)
  private func operand(_ value: lastbit_f64x8, _ half: lastbit_u64x8) -> lastbit_f64x8 {
    lastbit_add_noise(value, half, precision)
  }

  @inline(__always)
  private func nearest(_ value: lastbit_f64x8) -> lastbit_f64x8 {
    lastbit_widen(lastbit_narrow(value))
  }
}
