internal import CIntrinsics

/// Products and sums rounded to nearest in a smaller format, kept in binary64 lanes; for finite data
/// and formats that binary32 holds.
struct ReducedLanes: WideLaneRounding, Sendable {
  /// The exponent of the least normal number.
  let leastExponent: Int
  let greatestExponent: Int
  let fractionBits: Int

  @inline(__always) static var words: Int { 0 }

  @inline(__always)
  func accumulate(
    _ sum: lastbit_f64x8, _ a: lastbit_f64x8, _ b: lastbit_f64x8, _ words: inout LaneWords
  ) -> lastbit_f64x8 {
    round(lastbit_add_f64x8(sum, round(lastbit_multiply_f64x8(a, b))))
  }

  @inline(__always)
  func round(_ value: lastbit_f64x8) -> lastbit_f64x8 {
    lastbit_round_to_format(
      value, UInt64(leastExponent + 1023) << 52, UInt64(52 - fractionBits) << 52 | 1 << 51,
      Double.power(of: greatestExponent) * 2)
  }
}

/// Products and sums rounded stochastically into a smaller format, kept in binary64 lanes; for finite
/// data and formats that binary32 holds.
struct StochasticReducedLanes: NoisyLaneRounding, Sendable {
  let rounding: StochasticReduction

  @inline(__always)
  func round(_ value: lastbit_f64x8, _ noise: lastbit_u64x8) -> lastbit_f64x8 {
    lastbit_truncate_to_format(
      value, noise, rounding.shift, rounding.leastNormal, rounding.limit)
  }
}

/// A number of fraction bits that binary32 rounds to by itself.
protocol FractionBits: Sendable {
  static var count: Int32 { get }
}

enum SevenBits: FractionBits {
  @inline(__always) static var count: Int32 { 7 }
}

enum TenBits: FractionBits {
  @inline(__always) static var count: Int32 { 10 }
}

/// The same in binary32 lanes, for formats with binary32's exponents and at most eleven significant
/// bits, whose sums are right when rounded twice; for data well inside the exponent range.
enum ReducedStep<Fraction: FractionBits>: LaneStep {
  // Two vectors a row leave registers for what lies between a product and its sum.
  @inline(__always) static var vectors: Int { 2 }

  @inline(__always)
  static func multiplier(_ factor: UnsafePointer<Float>) -> UnsafePointer<Float> { factor }

  @inline(__always)
  static func add(
    _ sum: FloatLanes, _ factor: UnsafePointer<Float>, _ values: FloatLanes
  ) -> FloatLanes {
    FloatLanes(
      values: lastbit_accumulate_reduced(sum.values, factor, values.values, 23 - Fraction.count))
  }
}
