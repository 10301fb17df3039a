internal import ArithmeticTypes
internal import CIntrinsics

extension ElementRun<Float> {
  /// Stochastic rounding, sixteen places at a time: binary64 results get 29 random bits, the surplus
  /// is cut off. Returns the places that are left.
  func fillStochastically(_ places: Range<Int>, fusesMultiplyAdd: Bool) -> Range<Int> {
    var words = SixteenWords(
      streams, from: places.lowerBound, after: streams.skipped / 2, .ascending)
    var place = places.lowerBound
    while place + 16 <= places.upperBound {
      let isOrdinary = isOrdinary(place, fusesMultiplyAdd)
      let (w0, w1) = words.next()
      fillEight(place, w0, isOrdinary, fusesMultiplyAdd)
      fillEight(place + 8, w1, isOrdinary, fusesMultiplyAdd)
      place += 16
    }
    return place..<places.upperBound
  }

  /// Whether what is rounded at sixteen places needs no care for the ends of the range.
  @inline(__always)
  private func isOrdinary(_ place: Int, _ fusesMultiplyAdd: Bool) -> Bool {
    switch operation {
    // Sums of binary32 numbers are exact below the normal range, and narrowing makes infinities.
    case .add, .subtract: return true
    case .multiplyAdd where fusesMultiplyAdd: return false
    case .multiply, .multiplyAdd:
      let b = isUniform ? lastbit_splat_f32x16(y[0]) : lastbit_load_f32x16(y + place)
      return lastbit_products_are_ordinary(lastbit_load_f32x16(x + place), b)
    }
  }

  @inline(__always)
  private func fillEight(
    _ place: Int, _ words: lastbit_u64x8, _ isOrdinary: Bool, _ fusesMultiplyAdd: Bool
  ) {
    let drawsSecond = streams.skipped & 1 == 1
    let a = Float.widened(x + place)
    let b = isUniform ? lastbit_splat_f64x8(y[0].wide) : Float.widened(y + place)
    @inline(__always)
    func round(_ value: lastbit_f64x8, second: Bool) -> lastbit_f64x8 {
      second ? lastbit_truncate_second(value, words) : lastbit_truncate_first(value, words)
    }
    @inline(__always)
    func roundCarefully(_ value: lastbit_f64x8, second: Bool) -> lastbit_f64x8 {
      guard !isOrdinary, lastbit_any_outside_binary32(value) else {
        return round(value, second: second)
      }
      return lastbit_truncate_carefully(
        value, second ? lastbit_second_noise(words) : lastbit_first_noise(words))
    }
    let result: lastbit_f64x8
    switch operation {
    case .add: result = round(lastbit_add_f64x8(a, b), second: drawsSecond)
    case .subtract: result = round(lastbit_subtract_f64x8(a, b), second: drawsSecond)
    case .multiply: result = roundCarefully(lastbit_multiply_f64x8(a, b), second: drawsSecond)
    case .multiplyAdd:
      let c = Float.widened(z + place)
      let product = lastbit_multiply_f64x8(a, b)
      if fusesMultiplyAdd {
        result = roundCarefully(lastbit_add_f64x8(product, c), second: drawsSecond)
      } else {
        // Both draws of a word: nothing was skipped before.
        result = round(
          lastbit_add_f64x8(roundCarefully(product, second: false), c), second: true)
      }
    }
    Float.narrow(result, to: output + place)
  }
}
