internal import ArithmeticTypes
internal import CIntrinsics

extension ElementRun<Float> {
  /// Stochastic rounding into bfloat16, sixteen places at a time: a quarter of a word is added to each
  /// nearest binary32 result. Returns the places that are left, all of a fused multiply-add.
  func fillToBfloat16(_ places: Range<Int>, fusesMultiplyAdd: Bool) -> Range<Int> {
    guard operation != .multiplyAdd || !fusesMultiplyAdd else { return places }
    var words = SixteenWords(
      streams, from: places.lowerBound, after: streams.skipped / 4, .alternating)
    let skipped = streams.skipped
    let uniform = lastbit_splat_f32x16(y[0])
    var place = places.lowerBound
    while place + 16 <= places.upperBound {
      let (w0, w1) = words.next()
      let half = skipped & 2 == 0 ? lastbit_upper_halves(w0, w1) : lastbit_lower_halves(w0, w1)
      let noise = skipped & 1 == 0 ? lastbit_upper_quarter(half) : lastbit_lower_quarter(half)
      let a = lastbit_load_f32x16(x + place)
      let b = isUniform ? uniform : lastbit_load_f32x16(y + place)
      let result: lastbit_f32x16
      switch operation {
      case .add: result = lastbit_round_to_bfloat16(a + b, noise)
      case .subtract: result = lastbit_round_to_bfloat16(a - b, noise)
      case .multiply: result = lastbit_round_to_bfloat16(a * b, noise)
      case .multiplyAdd:
        // The first two quarters of a word: nothing was skipped before.
        let product = lastbit_round_to_bfloat16(a * b, noise)
        result = lastbit_round_to_bfloat16(
          product + lastbit_load_f32x16(z + place), lastbit_lower_quarter(half))
      }
      lastbit_store_f32x16(output + place, result)
      place += 16
    }
    return place..<places.upperBound
  }
}
