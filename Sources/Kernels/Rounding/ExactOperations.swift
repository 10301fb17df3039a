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
    let trace: Double = small < 0 ? -0x1p-500 : 0x1p-500
    return WideValue(sum.high, isLost ? trace : sum.low, exponent: 200)
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

  /// a × b + c.
  static func fused(_ a: Double, _ b: Double, _ c: Double) -> WideValue? {
    guard a.isFinite, b.isFinite, c.isFinite, a != 0, b != 0 else { return nil }
    let product = DoubleDouble.product(a.signedSignificand, b.signedSignificand)
    let exponent = Int(a.exponent) + Int(b.exponent)
    guard c != 0 else { return WideValue(product.high, product.low, exponent: exponent) }
    // 300 apart, the smaller one only says that it is there.
    let distance = max(-300, min(300, Int(c.exponent) - exponent))
    let unit = max(exponent, Int(c.exponent) - 300)
    let sum = DoubleDouble.sum(product.high, c.signedSignificand * .power(of: distance))
    let rest = DoubleDouble.sum(sum.low, product.low)
    let top = DoubleDouble.sum(sum.high, rest.high)
    // To odd, so that what is lost does not make a tie.
    let result = DoubleDouble.sum(top.high, .sumRoundedToOdd(top.low, rest.low))
    return result.high == 0 ? nil : WideValue(result.high, result.low, exponent: unit)
  }

  /// The nearest binary64 number, ties to even.
  var nearest: Double {
    let top = Int(high.exponent) + exponent
    if top >= -1022 { return high.scaled(by: exponent) }
    // In units of the least number, which are exact here, the neighbours are integers.
    let units = high.scaled(by: exponent + 1074)
    var nearest = units.rounded(.toNearestOrEven)
    let distance = units - nearest
    // The rest decides what would be a tie.
    if distance.magnitude == 0.5, low != 0 { nearest = units + (low < 0 ? -0.5 : 0.5) }
    let result = nearest * 0x1p-1074
    return result == 0 && high < 0 ? -0.0 : result
  }
}

extension Double {
  /// This divided by 2^exponent: in [1, 2) with this number's sign; finite, not zero.
  @inline(__always)
  var signedSignificand: Double { self < 0 ? -significand : significand }
}
