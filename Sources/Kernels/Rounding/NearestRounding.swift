/// IEEE 754, round to nearest, ties to even, in `Real`'s own format.
///
/// Contractions use one fused multiply-add a step, which every supported CPU has or emulates with
/// the same bits.
struct NearestRounding<Real: RealNumber>: RoundingRule {
  typealias Bits = NoBits

  static var perturbs: Bool { false }
  var fusesAccumulation: Bool { true }

  @inline(__always)
  func add(_ a: Real, _ b: Real, _ bits: inout NoBits) -> Real { a + b }

  @inline(__always)
  func subtract(_ a: Real, _ b: Real, _ bits: inout NoBits) -> Real { a - b }

  @inline(__always)
  func multiply(_ a: Real, _ b: Real, _ bits: inout NoBits) -> Real { a * b }

  @inline(__always)
  func divide(_ a: Real, _ b: Real, _ bits: inout NoBits) -> Real { a / b }

  @inline(__always)
  func squareRoot(_ a: Real, _ bits: inout NoBits) -> Real { a.squareRoot() }

  @inline(__always)
  func multiplyAdd(_ a: Real, _ b: Real, _ c: Real, _ bits: inout NoBits) -> Real { a * b + c }

  @inline(__always)
  func accumulate(_ sum: Real, _ a: Real, _ b: Real, _ bits: inout NoBits) -> Real {
    Real.fused(sum, a, b)
  }

  func contract(_ tile: Tile<Real>, _ magnitudes: Magnitudes) {
    HardwareTile<FusedStep<Real.Lanes>>.contract(tile)
  }

  @inline(__always)
  func round(_ value: WideValue, _ bits: inout NoBits) -> Real {
    // high is the nearest double to the value, so only narrowing or scaling can round again.
    Real.nearest(value.exponent == 0 ? value.high : value.high.scaled(by: value.exponent))
  }
}
