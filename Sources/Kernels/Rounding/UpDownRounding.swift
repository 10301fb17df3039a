internal import ArithmeticTypes
internal import CIntrinsics

/// Every result rounded to nearest even, then moved by one unit in the last place: away from zero or
/// towards it, as its random bit says.
struct UpDownRounding<Real: RealNumber>: RoundingRule {
  typealias Bits = SingleBits
  typealias Factor = Real

  static var perturbs: Bool { true }

  @inline(__always)
  func add(_ a: Real, _ b: Real, _ bits: inout SingleBits) -> Real { step(a + b, &bits) }

  @inline(__always)
  func multiply(_ a: Real, _ b: Real, _ bits: inout SingleBits) -> Real { step(a * b, &bits) }

  @inline(__always)
  func divide(_ a: Real, _ b: Real, _ bits: inout SingleBits) -> Real { step(a / b, &bits) }

  @inline(__always)
  func squareRoot(_ a: Real, _ bits: inout SingleBits) -> Real { step(a.squareRoot(), &bits) }

  @inline(__always)
  func multiplyAdd(_ a: Real, _ b: Real, _ c: Real, _ bits: inout SingleBits) -> Real {
    step(step(a * b, &bits) + c, &bits)
  }

  @inline(__always)
  func round(_ value: WideValue, _ bits: inout SingleBits) -> Real {
    step(Real.nearest(value.nearest), &bits)
  }

  func combine(_ run: ElementRun<Real>, _ places: Range<Int>) {
    run.fill(places, CarefulUpDownLanes.self) { combineByElement(run, $0) }
  }

  func contract(_ tile: Tile<Real>, _ magnitudes: Magnitudes) {
    // Steps from products of this size lead to sums in the normal range, if not zero.
    let isNormal = lastbit_has_fused_multiply_add() && magnitudes.productsExceed(0x1p-100)
    if magnitudes.sumsAreFinite,
      isNormal
        ? EitherWayRow<UpDownLanes>.serves(tile) : EitherWayRow<CarefulUpDownLanes>.serves(tile)
    {
      return
    }
    contractByElement(tile)
  }

  @inline(__always)
  private func step(_ nearest: Real, _ bits: inout SingleBits) -> Real {
    let isAway = bits.next() != 0
    guard nearest != 0, nearest.isFinite else { return nearest }
    return isAway == (nearest > 0) ? nearest.nextUp : nearest.nextDown
  }
}
