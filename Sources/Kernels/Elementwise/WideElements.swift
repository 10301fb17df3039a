internal import ArithmeticTypes
internal import CIntrinsics

/// How vectors round binary64 results of binary32 numbers, as a scheme's scalar functions do it; for
/// results that stay finite.
protocol WideElementRounding {
  /// Whether results depend on random bits.
  static var isRandom: Bool { get }
  /// A sum as precise as rounding needs it.
  static func sum(_ a: lastbit_f64x8, _ b: lastbit_f64x8) -> lastbit_f64x8
  /// - Parameter noise: 29 random bits for each lane, or zeros.
  func round(_ value: lastbit_f64x8, _ noise: lastbit_u64x8) -> lastbit_f64x8
}

extension ReducedLanes: WideElementRounding {
  @inline(__always) static var isRandom: Bool { false }

  @inline(__always)
  static func sum(_ a: lastbit_f64x8, _ b: lastbit_f64x8) -> lastbit_f64x8 {
    lastbit_sum_to_odd(a, b)
  }

  @inline(__always)
  func round(_ value: lastbit_f64x8, _ noise: lastbit_u64x8) -> lastbit_f64x8 {
    lastbit_with_signs(round(value), value)
  }
}

extension StochasticReducedLanes: WideElementRounding {
  @inline(__always) static var isRandom: Bool { true }

  @inline(__always)
  static func sum(_ a: lastbit_f64x8, _ b: lastbit_f64x8) -> lastbit_f64x8 {
    lastbit_add_f64x8(a, b)
  }
}

extension ElementRun<Float> {
  /// Sixteen places at a time; `other` does those eights whose results are not finite, the places that
  /// are left, and fused multiply-adds.
  func fill<Rounding: WideElementRounding>(
    _ places: Range<Int>, _ rounding: Rounding, fusesMultiplyAdd: Bool,
    _ other: (Range<Int>) -> Void
  ) {
    guard operation != .multiplyAdd || !fusesMultiplyAdd else { return other(places) }
    var words = SixteenWords(
      streams, from: places.lowerBound, after: streams.skipped / 2, .ascending)
    let none = lastbit_splat_u64x8(0)
    var place = places.lowerBound
    while place + 16 <= places.upperBound {
      let (w0, w1) = Rounding.isRandom ? words.next() : (none, none)
      fillEight(place, w0, rounding, other)
      fillEight(place + 8, w1, rounding, other)
      place += 16
    }
    other(place..<places.upperBound)
  }

  @inline(__always)
  private func fillEight<Rounding: WideElementRounding>(
    _ place: Int, _ words: lastbit_u64x8, _ rounding: Rounding, _ other: (Range<Int>) -> Void
  ) {
    let second = lastbit_second_noise(words)
    let first = streams.skipped & 1 == 1 ? second : lastbit_first_noise(words)
    let a = Float.widened(x + place)
    let b = isUniform ? lastbit_splat_f64x8(y[0].wide) : Float.widened(y + place)
    let result: lastbit_f64x8
    switch operation {
    case .add: result = rounding.round(Rounding.sum(a, b), first)
    case .subtract: result = rounding.round(Rounding.sum(a, lastbit_negate_f64x8(b)), first)
    case .multiply: result = rounding.round(lastbit_multiply_f64x8(a, b), first)
    case .multiplyAdd:
      // Both draws of a word: nothing was skipped before.
      let product = rounding.round(lastbit_multiply_f64x8(a, b), first)
      result = rounding.round(Rounding.sum(product, Float.widened(z + place)), second)
    }
    if lastbit_all_finite(result) {
      Float.narrow(result, to: output + place)
    } else {
      other(place..<place + 8)
    }
  }
}
