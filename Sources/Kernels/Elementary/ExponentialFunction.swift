extension Elementary {
  /// ln 2 in three parts; the first has 42 bits, so that its products with exponents are exact.
  private static var ln2: (high: Double, middle: Double, low: Double) {
    (0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45, 0x1.f97b57a079a19p-103)
  }

  /// e^x in binary64, error below 2 ulp; far results saturate at finite, inexact values.
  static func exponential(_ x: Double) -> Double {
    guard x == x, x.magnitude < .infinity else { return x == -.infinity ? 0 : x }
    let x = Swift.min(700, Swift.max(-700, x))
    let k = (x * 0x1.71547652b82fep0).rounded(.toNearestOrEven)
    let r = (x - k * ln2.high) - k * ln2.middle
    // Taylor, degree 13: the next term is below 2⁻⁵⁷ for |r| ≤ ½ ln 2.
    var p = 1.0 / 6_227_020_800
    p = (1.0 / 479_001_600).addingProduct(p, r)
    p = (1.0 / 39_916_800).addingProduct(p, r)
    p = (1.0 / 3_628_800).addingProduct(p, r)
    p = (1.0 / 362_880).addingProduct(p, r)
    p = (1.0 / 40_320).addingProduct(p, r)
    p = (1.0 / 5_040).addingProduct(p, r)
    p = (1.0 / 720).addingProduct(p, r)
    p = (1.0 / 120).addingProduct(p, r)
    p = (1.0 / 24).addingProduct(p, r)
    p = (1.0 / 6).addingProduct(p, r)
    p = 0.5.addingProduct(p, r)
    let tail = (r * r) * p
    return (1 + (r + tail)) * Double.power(of: Int(k))
  }

  /// e^x to about 2⁻⁹⁸ relative, with a scale; for finite, non-zero `x`.
  ///
  /// Results beyond 2^±2800 saturate there: far outside binary64, and inexact.
  static func wideExponential(_ x: Double) -> WideValue {
    // Sixty-fourths of these could vanish, and with them that the result is not 1.
    if x.magnitude < 0x1p-200 { return WideValue(1, x) }
    let x = Swift.min(2000, Swift.max(-2000, x))
    let k = (x * 0x1.71547652b82fep0).rounded(.toNearestOrEven)
    var r = DoubleDouble.sum(x, -k * ln2.high) + DoubleDouble.product(-k, ln2.middle)
    r = r + DoubleDouble(-k * ln2.low)
    // e^r = (e^(r / 64))^64, the exponential less one by Taylor to degree 13: next term < 2⁻¹²⁸.
    let small = DoubleDouble(r.high * 0x1p-6, r.low * 0x1p-6)
    var e = DoubleDouble(1)
    for n in stride(from: 13, through: 2, by: -1) {
      e = DoubleDouble(1) + (small * e) / DoubleDouble(Double(n))
    }
    e = small * e
    // (1 + e)² − 1 = 2e + e², which keeps the bits that 1 + e would lose.
    for _ in 0..<6 { e = DoubleDouble(2 * e.high, 2 * e.low) + e * e }
    let result = DoubleDouble(1) + e
    return WideValue(result.high, result.low, exponent: Int(k))
  }
}
