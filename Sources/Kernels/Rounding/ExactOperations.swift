/// Results of binary64 operations before rounding: the nearest number and its error, with a scale
/// so that neither overflows nor underflows. `nil` where the result is special: an operand not
/// finite, a zero, a root of a negative number.
extension WideValue {
  static func sum(_ a: Double, _ b: Double) -> WideValue? {
    guard a.isFinite, b.isFinite else { return nil }
    if max(a.magnitude, b.magnitude) < 0x1p1022 {
      let sum = DoubleDouble.sum(a, b)
      return sum.high == 0 ? nil : WideValue(sum.high, sum.low)
    }
    // Scaled down; a part that falls off is far below the error's last bit, but not zero.
    let sum = DoubleDouble.sum(a * 0x1p-200, b * 0x1p-200)
    let small = a.magnitude < b.magnitude ? a : b
    guard sum.high != 0 else { return nil }
    let isLost = sum.low == 0 && small != 0 && small * 0x1p-200 * 0x1p200 != small
    return WideValue(sum.high, isLost ? small * 0x1p-100 : sum.low, exponent: 200)
  }

  static func product(_ a: Double, _ b: Double) -> WideValue? {
    guard a.isFinite, b.isFinite, a != 0, b != 0 else { return nil }
    let product = DoubleDouble.product(a.signedSignificand, b.signedSignificand)
    return WideValue(product.high, product.low, exponent: Int(a.exponent) + Int(b.exponent))
  }

  static func quotient(_ a: Double, _ b: Double) -> WideValue? {
    guard a.isFinite, b.isFinite, a != 0, b != 0 else { return nil }
    let (x, y) = (a.signedSignificand, b.signedSignificand)
    let quotient = x / y
    let error = x.addingProduct(-quotient, y) / y
    return WideValue(quotient, error, exponent: Int(a.exponent) - Int(b.exponent))
  }

  static func root(_ a: Double) -> WideValue? {
    guard a.isFinite, a > 0 else { return nil }
    let half = Int(a.exponent) >> 1
    let x = a.significand * (Int(a.exponent) & 1 == 0 ? 1 : 2)
    let root = x.squareRoot()
    return WideValue(root, x.addingProduct(-root, root) / (2 * root), exponent: half)
  }

  /// a × b + c; not scaled, so exact only while no part over- or underflows.
  static func fused(_ a: Double, _ b: Double, _ c: Double) -> WideValue? {
    guard a.isFinite, b.isFinite, c.isFinite else { return nil }
    let product = DoubleDouble.product(a, b)
    guard product.high.isFinite else { return nil }
    let sum = DoubleDouble.sum(product.high, c)
    let result = DoubleDouble.sum(sum.high, sum.low + product.low)
    return result.high == 0 ? nil : WideValue(result.high, result.low)
  }

  /// The nearest binary64 number, ties to even.
  var nearest: Double {
    let top = Int(high.exponent) + exponent
    if top > -1022 { return high.scaled(by: exponent) }
    return DoubleDouble(high, low).highRoundedToOdd.scaled(by: exponent)
  }
}

extension Double {
  /// This divided by 2^exponent: in [1, 2) with this number's sign; finite, not zero.
  @inline(__always)
  var signedSignificand: Double { self < 0 ? -significand : significand }
}
