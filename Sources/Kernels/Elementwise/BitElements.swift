internal import ArithmeticTypes
internal import CIntrinsics

/// A rounding of sixteen binary32 results by the top bit of each lane, as scalar rules do it, where
/// `serves` says so.
protocol BitElementRounding {
  /// Whether vectors serve for all of these nearest sums.
  static func serves(sum: lastbit_f32x16) -> Bool
  /// Whether they serve for all of these nearest products of `a` and `b`.
  static func serves(product: lastbit_f32x16, _ a: lastbit_f32x16, _ b: lastbit_f32x16) -> Bool
  static func add(_ a: lastbit_f32x16, _ b: lastbit_f32x16, _ bits: lastbit_u32x16)
    -> lastbit_f32x16
  static func multiply(_ a: lastbit_f32x16, _ b: lastbit_f32x16, _ bits: lastbit_u32x16)
    -> lastbit_f32x16
}

extension EitherWayLanes: BitElementRounding {
  @inline(__always)
  static func serves(sum: lastbit_f32x16) -> Bool { !lastbit_any_outside(sum, 0, 0x1p127) }

  @inline(__always)
  static func serves(product: lastbit_f32x16, _ a: lastbit_f32x16, _ b: lastbit_f32x16) -> Bool {
    if lastbit_has_vector_rounding() { return serves(sum: product) }
    // The error of a product has to be a normal number, or zero.
    return !lastbit_any_outside(product, 0x1p-100, 0x1p127)
      && !lastbit_any_vanished(product, a, b)
  }

  @inline(__always)
  static func add(
    _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ bits: lastbit_u32x16
  ) -> lastbit_f32x16 {
    lastbit_keep_zeros(a + b, lastbit_add_either_way(a, b, lastbit_choose(bits)))
  }

  @inline(__always)
  static func multiply(
    _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ bits: lastbit_u32x16
  ) -> lastbit_f32x16 {
    lastbit_multiply_either_way(a, b, lastbit_choose(bits))
  }
}

extension CarefulUpDownLanes: BitElementRounding {
  @inline(__always)
  static func serves(sum: lastbit_f32x16) -> Bool { !lastbit_any_outside(sum, 0, 0x1p127) }

  @inline(__always)
  static func serves(product: lastbit_f32x16, _ a: lastbit_f32x16, _ b: lastbit_f32x16) -> Bool {
    serves(sum: product)
  }

  @inline(__always)
  static func add(
    _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ bits: lastbit_u32x16
  ) -> lastbit_f32x16 {
    lastbit_step(a + b, bits)
  }

  @inline(__always)
  static func multiply(
    _ a: lastbit_f32x16, _ b: lastbit_f32x16, _ bits: lastbit_u32x16
  ) -> lastbit_f32x16 {
    lastbit_step(a * b, bits)
  }
}

extension ElementRun {
  /// Sixteen places at a time, one random bit a rounding; `other` does those that are not fit for
  /// it, and those that are left.
  func fill<Rounding: BitElementRounding>(
    _ places: Range<Int>, _ rounding: Rounding.Type, _ other: (Range<Int>) -> Void
  ) {
    guard let run = self as? ElementRun<Float> else { return other(places) }
    var words = SixteenWords(
      streams, from: places.lowerBound, after: streams.skipped / 64, .alternating)
    let shift = UInt32(streams.skipped % 64)
    let uniform = lastbit_splat_f32x16(run.y[0])
    var place = places.lowerBound
    while place + 16 <= places.upperBound {
      let (w0, w1) = words.next()
      let bits = lastbit_shift_left(
        shift < 32 ? lastbit_upper_halves(w0, w1) : lastbit_lower_halves(w0, w1), shift & 31)
      let a = lastbit_load_f32x16(run.x + place)
      let b = run.isUniform ? uniform : lastbit_load_f32x16(run.y + place)
      let isFit: Bool
      var result = a
      switch operation {
      case .add:
        isFit = Rounding.serves(sum: a + b)
        if isFit { result = Rounding.add(a, b, bits) }
      case .subtract:
        isFit = Rounding.serves(sum: a - b)
        if isFit { result = Rounding.add(a, lastbit_negate(b), bits) }
      case .multiply:
        isFit = Rounding.serves(product: a * b, a, b)
        if isFit { result = Rounding.multiply(a, b, bits) }
      case .multiplyAdd:
        // Two bits of a word: nothing was skipped before.
        let c = lastbit_load_f32x16(run.z + place)
        let product = Rounding.multiply(a, b, bits)
        isFit = Rounding.serves(product: a * b, a, b) && Rounding.serves(sum: product + c)
        if isFit { result = Rounding.add(product, c, lastbit_double_u32x16(bits)) }
      }
      if isFit {
        lastbit_store_f32x16(run.output + place, result)
      } else {
        other(place..<place + 16)
      }
      place += 16
    }
    other(place..<places.upperBound)
  }
}
