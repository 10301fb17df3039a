internal import ArithmeticTypes
internal import CIntrinsics

extension ElementRun {
  /// Calls `body` with the first of each eight places and their words, the `word`-th of each stream;
  /// returns the places that are left.
  @inline(__always)
  func forEachEight(
    _ places: Range<Int>, word: Int, _ body: (_ place: Int, _ words: lastbit_u64x8) -> Void
  ) -> Range<Int> {
    let keys = LaneKeys(key)
    let growth = keys.growth(word)
    var place = places.lowerBound
    while place + 8 <= places.upperBound {
      let counters = keys.counters(firstElement + place)
      body(place, keys.words(lastbit_add_u64x8(counters, growth)))
      place += 8
    }
    return place..<places.upperBound
  }
}

extension ElementRun<Float> {
  /// Stochastic rounding, eight places at a time: binary64 results get 29 random bits, the surplus is
  /// cut off. Returns the places that are left.
  func fillStochastically(_ places: Range<Int>, fusesMultiplyAdd: Bool) -> Range<Int> {
    let drawsSecond = skipped & 1 == 1
    let uniform = lastbit_splat_f64x8(y[0].wide)
    @inline(__always)
    func factor(_ place: Int) -> lastbit_f64x8 {
      isUniform ? uniform : Float.widened(y + place)
    }
    @inline(__always)
    func round(_ value: lastbit_f64x8, _ words: lastbit_u64x8, second: Bool) -> lastbit_f64x8 {
      second ? lastbit_truncate_second(value, words) : lastbit_truncate_first(value, words)
    }
    @inline(__always)
    func roundCarefully(
      _ value: lastbit_f64x8, _ words: lastbit_u64x8, second: Bool
    ) -> lastbit_f64x8 {
      guard lastbit_any_outside_binary32(value) else { return round(value, words, second: second) }
      return lastbit_truncate_carefully(
        value, second ? lastbit_second_noise(words) : lastbit_first_noise(words))
    }
    return forEachEight(places, word: skipped / 2) { place, words in
      let a = Float.widened(x + place)
      let b = factor(place)
      let result: lastbit_f64x8
      switch operation {
      // Sums of binary32 numbers are exact below the normal range, and narrowing makes infinities.
      case .add: result = round(lastbit_add_f64x8(a, b), words, second: drawsSecond)
      case .subtract: result = round(lastbit_subtract_f64x8(a, b), words, second: drawsSecond)
      case .multiply:
        result = roundCarefully(lastbit_multiply_f64x8(a, b), words, second: drawsSecond)
      case .multiplyAdd:
        let c = Float.widened(z + place)
        let product = lastbit_multiply_f64x8(a, b)
        if fusesMultiplyAdd {
          result = roundCarefully(lastbit_add_f64x8(product, c), words, second: drawsSecond)
        } else {
          // Both draws of a word: nothing was skipped before.
          result = round(
            lastbit_add_f64x8(roundCarefully(product, words, second: false), c), words,
            second: true)
        }
      }
      Float.narrow(result, to: output + place)
    }
  }
}
