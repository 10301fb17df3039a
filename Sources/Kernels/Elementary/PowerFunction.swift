extension Elementary {
  /// ln x for finite, positive `x`, to about 2⁻⁶² relative.
  private static func logarithmPair(_ x: Double) -> DoubleDouble {
    let (m, k) = reduced(x)
    // 2 artanh f = 2f + 2f³/3 + 2f⁵ (1/5 + …): two terms in double-double, the rest is small.
    let f = DoubleDouble(m - 1) / DoubleDouble.sum(m, 1)
    let square = f * f
    let s = square.high
    var p = 1.0 / 23
    p = (1.0 / 21).addingProduct(p, s)
    p = (1.0 / 19).addingProduct(p, s)
    p = (1.0 / 17).addingProduct(p, s)
    p = (1.0 / 15).addingProduct(p, s)
    p = (1.0 / 13).addingProduct(p, s)
    p = (1.0 / 11).addingProduct(p, s)
    p = (1.0 / 9).addingProduct(p, s)
    p = (1.0 / 7).addingProduct(p, s)
    p = (1.0 / 5).addingProduct(p, s)
    let third = DoubleDouble(0x1.5555555555555p-2, 0x1.5555555555555p-56)
    let half = f + f * square * third + DoubleDouble(f.high * (s * s) * p)
    let multiple =
      DoubleDouble.product(k, ln2.high) + DoubleDouble.product(k, ln2.middle)
    return multiple + DoubleDouble(2 * half.high, 2 * half.low)
  }

  /// x^y in binary64 for finite, positive `x` other than one and finite, non-zero `y`.
  ///
  /// The error is below 2 ulp, exact results are exact, and far results saturate. `low` says on which
  /// side of `high` an inexact result lies where that is near one.
  static func power(_ x: Double, _ y: Double) -> WideValue {
    if let exact = exactPower(x, y) {
      if exact.exponent > 900 { return WideValue(0x1p900, 0x1p800) }
      if exact.exponent < -900 { return WideValue(0x1p-900, 0x1p-960) }
      let scale = Double.power(of: exact.exponent)
      return WideValue(exact.high * scale, exact.low * scale)
    }
    let t = boundedProduct(logarithmPair(x), y)
    let result = exponential(t)
    return WideValue(result, result == 1 ? t.high : result * 0x1p-60)
  }

  /// x^y to about 2⁻⁸⁸ relative, with a scale; `x` and `y` as above.
  static func widePower(_ x: Double, _ y: Double) -> WideValue {
    if let exact = exactPower(x, y) { return exact }
    let logarithm = wideLogarithm(x)
    let t = boundedProduct(DoubleDouble(logarithm.high, logarithm.low), y)
    // Too small to be written, or that its square matters; but not zero.
    if t.high.magnitude < 0x1p-200 {
      return WideValue(1, (y < 0) == (logarithm.high < 0) ? 0x1p-200 : -0x1p-200)
    }
    return wideExponential(t)
  }

  /// The logarithm of a power; beyond ±2000, where exponentials saturate, some such number.
  private static func boundedProduct(_ logarithm: DoubleDouble, _ y: Double) -> DoubleDouble {
    let size = logarithm.high * y
    guard size.magnitude < 2000 else { return DoubleDouble(size < 0 ? -2000 : 2000) }
    return logarithm * DoubleDouble(y)
  }

  /// x^y where it is a number of at most 64 bits times a power of two, else `nil`.
  ///
  /// With x = m 2^e, m odd: either m = 1 and e y is an integer; or y = n / 2^j is positive, x has an
  /// exact root of degree 2^j, and m^(y) fits. All results that a format holds, and all midpoints of
  /// two of its numbers, are of this kind.
  static func exactPower(_ x: Double, _ y: Double) -> WideValue? {
    let isSubnormal = x.exponentBitPattern == 0
    var m = x.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
    var e = max(1, Int(x.exponentBitPattern)) - 1075 + m.trailingZeroBitCount
    m >>= UInt64(m.trailingZeroBitCount)
    if m == 1 {
      let exponent = Double(e) * y
      guard exponent.rounded(.towardZero) == exponent,
        (-exponent).addingProduct(Double(e), y) == 0
      else { return nil }
      return WideValue(1, exponent: Int(max(-4000, min(4000, exponent))))
    }
    var n = y
    while n.rounded(.towardZero) != n {
      let root = UInt64(Double(m).squareRoot())
      guard e & 1 == 0, root * root == m else { return nil }
      (m, e, n) = (root, e / 2, 2 * n)
    }
    // 3⁴¹ has more than 64 bits.
    guard n > 0, n <= 40 else { return nil }
    var power: UInt64 = 1
    for _ in 0..<Int(n) {
      let (product, overflow) = power.multipliedReportingOverflow(by: m)
      guard !overflow else { return nil }
      power = product
    }
    let parts = DoubleDouble.fastSum(Double(power & ~0x7FF), Double(power & 0x7FF))
    return WideValue(parts.high, parts.low, exponent: e * Int(n))
  }
}

extension Float {
  static func widePower(_ x: Float, _ y: Float) -> WideValue { Elementary.power(x.wide, y.wide) }
}

extension Double {
  static func widePower(_ x: Double, _ y: Double) -> WideValue { Elementary.widePower(x, y) }
}
