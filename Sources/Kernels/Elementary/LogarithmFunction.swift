extension Elementary {
  /// ln x in binary64, error below 2 ulp; NaN below zero, −∞ at zero.
  static func logarithm(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x < 0 ? .nan : x }
    let (m, k) = reduced(x)
    // ln m = 2 artanh f = 2f + 2f s/3 + 2f s²/5 + …, s = f² ≤ 0.0295
    let f = (m - 1) / (m + 1)
    let s = f * f
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
    p = (1.0 / 3).addingProduct(p, s)
    // f = h/(2 + h) with h = m − 1 exact, so 2f = h − f h keeps the leading term exact.
    let h = m - 1
    let low = (2 * f) * (s * p) - f * h
    return k == 0 ? h + low : (k * 0x1.62e42fefa3800p-1 + h) + (k * 0x1.ef35793c76730p-45 + low)
  }

  /// ln x to about 2⁻⁹⁸ relative, for finite, positive `x` other than one.
  static func wideLogarithm(_ x: Double) -> WideValue {
    let (m, k) = reduced(x)
    let f = DoubleDouble(m - 1) / DoubleDouble.sum(m, 1)
    let s = f * f
    var p = DoubleDouble(0)
    for n in stride(from: 43, through: 1, by: -2) {
      p = DoubleDouble(1) / DoubleDouble(Double(n)) + s * p
    }
    var result = f * p
    result = DoubleDouble(2 * result.high, 2 * result.low)
    let multiple =
      DoubleDouble.product(k, 0x1.62e42fefa3800p-1)
      + DoubleDouble.product(k, 0x1.ef35793c76730p-45) + DoubleDouble(k * 0x1.f97b57a079a19p-103)
    result = multiple + result
    return WideValue(result.high, result.low)
  }

  /// x = m · 2^k with m in [√½, √2).
  static func reduced(_ x: Double) -> (m: Double, k: Double) {
    let significand = x.significand
    let exponent = Double(x.exponent)
    return significand >= 0x1.6a09e667f3bcdp0
      ? (significand * 0.5, exponent + 1) : (significand, exponent)
  }
}
