internal import ArithmeticTypes

/// `reduced` into bfloat16 by stochastic rounding, as hardware does it: the exact result is rounded to
/// nearest in binary32, 16 random bits are added to its pattern, and the 16 surplus bits are cut off.
struct StochasticBfloat16: Backend {
  let specification: ArithmeticSpecification
  let rule32: StochasticBfloat16Rounding
  let rule64: SchemeRounding64
  var session: Session

  /// - Parameter scheme: the rounding of binary64 data.
  init(_ specification: ArithmeticSpecification, _ scheme: Scheme, _ session: Session) {
    self.specification = specification
    self.session = session
    let scheme = scheme.with(specification)
    rule32 = StochasticBfloat16Rounding(isFused: scheme.isFused)
    rule64 = SchemeRounding64(scheme: scheme)
  }
}

struct StochasticBfloat16Rounding: WideRounding {
  typealias Bits = QuarterWords

  /// Whether a × b + c is rounded once.
  let isFused: Bool

  var fusesAccumulation: Bool { isFused }
  var fusesMultiplyAdd: Bool { isFused }

  /// Binary32 numbers' sums, products, quotients and roots are right in binary32 when rounded in
  /// binary64 first (Figueroa 1995).
  static var noticesEveryError: Bool { false }

  @inline(__always)
  func multiplyAdd(_ a: Float, _ b: Float, _ c: Float, _ bits: inout QuarterWords) -> Float {
    guard isFused else { return add(multiply(a, b, &bits), c, &bits) }
    return round(.sumRoundedToOdd(Double(a) * Double(b), Double(c)), bits.next())
  }

  @inline(__always)
  func round(_ value: Double, _ word: UInt64) -> Float {
    let nearest = Float(value)
    // A carry takes the greatest number to infinity, and would take a NaN to zero.
    guard !nearest.isNaN else { return nearest }
    return Float(bitPattern: (nearest.bitPattern &+ UInt32(word >> 48)) & 0xFFFF_0000)
  }

  func combine(_ run: ElementRun<Float>, _ places: Range<Int>) {
    combineByElement(run, run.fillToBfloat16(places, fusesMultiplyAdd: isFused))
  }

  func contract(_ tile: Tile<Float>, _ magnitudes: Magnitudes) {
    // Of finite data.
    if !isFused, magnitudes.productsExceed(0) {
      StochasticBfloat16Row.contract(tile)
    } else {
      contractByElement(tile)
    }
  }
}
