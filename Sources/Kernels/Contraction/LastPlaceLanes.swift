internal import CIntrinsics

/// Monte Carlo arithmetic with noise of binary32's last place, t = 24: `MonteCarloLanes` by shorter
/// ways; for results that are zero or well inside the normal range.
struct LastPlaceLanes<Mode: MonteCarloMode>: WidePairRounding {
  @inline(__always) private static var precision: UInt64 { 24 }
  @inline(__always) static var words: Int { MonteCarloLanes<Mode>.words }

  @inline(__always)
  func accumulate(
    _ sums: WidePair, _ a: lastbit_f64x8, _ b: WidePair, _ w0: inout LaneWords,
    _ w1: inout LaneWords
  ) -> WidePair {
    if !Mode.perturbsOperands {
      let words = (w0.next(), w1.next())
      let products = (lastbit_multiply_f64x8(a, b.0), lastbit_multiply_f64x8(a, b.1))
      return roundSecond(sum(sums, roundFirst(products, words)), words)
    }
    let first = (w0.next(), w1.next())
    let second = (w0.next(), w1.next())
    let products = (product(a, b.0, first.0), product(a, b.1, first.1))
    if !Mode.perturbsResults {
      let terms = (
        operand(nearest(products.0), lastbit_first_half(second.0)),
        operand(nearest(products.1), lastbit_first_half(second.1))
      )
      let totals = sum(
        terms,
        (
          operand(sums.0, lastbit_second_half(second.0)),
          operand(sums.1, lastbit_second_half(second.1))
        ))
      return (nearest(totals.0), nearest(totals.1))
    }
    let rounded = roundFirst(products, second)
    let third = (w0.next(), w1.next())
    let totals = sum(
      (
        operand(rounded.0, lastbit_second_half(second.0)),
        operand(rounded.1, lastbit_second_half(second.1))
      ),
      (
        operand(sums.0, lastbit_first_half(third.0)),
        operand(sums.1, lastbit_first_half(third.1))
      ))
    return roundSecond(totals, third)
  }

  @inline(__always)
  private func sum(_ a: WidePair, _ b: WidePair) -> WidePair {
    (lastbit_add_f64x8(a.0, b.0), lastbit_add_f64x8(a.1, b.1))
  }

  /// The product of perturbed operands. What does not depend on the words is the same for all rows
  /// or all columns of a step, and computed once.
  @inline(__always)
  private func product(
    _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ word: lastbit_u64x8
  ) -> lastbit_f64x8 {
    let x = lastbit_add_to_middle(
      lastbit_without_middle(a, Self.precision), lastbit_power(a), lastbit_first_half(word),
      Self.precision)
    let y = lastbit_add_to_middle(
      lastbit_without_middle(b, Self.precision), lastbit_power(b), lastbit_second_half(word),
      Self.precision)
    return lastbit_multiply_f64x8(x, y)
  }

  @inline(__always)
  private func operand(_ value: lastbit_f64x8, _ half: lastbit_u64x8) -> lastbit_f64x8 {
    lastbit_add_noise(value, half, Self.precision)
  }

  @inline(__always)
  private func nearest(_ value: lastbit_f64x8) -> lastbit_f64x8 { lastbit_nearest_normal(value) }

  /// Results rounded with the first draws of words.
  @inline(__always)
  private func roundFirst(
    _ values: WidePair, _ words: (lastbit_u64x8, lastbit_u64x8)
  ) -> WidePair {
    if lastbit_any_above_power(values.0, values.1) {
      return (
        lastbit_truncate_above_power(values.0, lastbit_first_noise(words.0)),
        lastbit_truncate_above_power(values.1, lastbit_first_noise(words.1))
      )
    }
    return (
      lastbit_truncate_first(values.0, words.0), lastbit_truncate_first(values.1, words.1)
    )
  }

  /// The same with the second.
  @inline(__always)
  private func roundSecond(
    _ values: WidePair, _ words: (lastbit_u64x8, lastbit_u64x8)
  ) -> WidePair {
    if lastbit_any_above_power(values.0, values.1) {
      return (
        lastbit_truncate_above_power(values.0, lastbit_second_noise(words.0)),
        lastbit_truncate_above_power(values.1, lastbit_second_noise(words.1))
      )
    }
    return (
      lastbit_truncate_second(values.0, words.0), lastbit_truncate_second(values.1, words.1)
    )
  }
}
