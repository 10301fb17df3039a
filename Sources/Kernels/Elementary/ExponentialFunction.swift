extension Elementary {
  /// ln 2 in three parts; the first has 42 bits, so that its products with exponents are exact.
  static var ln2: (high: Double, middle: Double, low: Double) {
    (0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45, 0x1.f97b57a079a19p-103)
  }

  /// e^x in binary64, error below 2 ulp; far results saturate at finite, inexact values.
  static func exponential(_ x: Double) -> Double {
    guard x == x, x.magnitude < .infinity else { return x == -.infinity ? 0 : x }
    return exponential(DoubleDouble(x))
  }

  /// e^x for finite x, as above.
  static func exponential(_ x: DoubleDouble) -> Double {
    let x = x.high.magnitude <= 700 ? x : DoubleDouble(x.high < 0 ? -700 : 700)
    let k = (x.high * 0x1.71547652b82fep0).rounded(.toNearestOrEven)
    let r = ((x.high - k * ln2.high) - k * ln2.middle) + x.low
    return (1 + (r + exponentialTail(r))) * Double.power(of: Int(k))
  }

  /// e^x − 1 in binary64 for x ≤ 0, error below 2 ulp; without branches, so that loops compile to
  /// vectors.
  @inline(__always)
  static func exponentialLessOne(belowZero x: Double) -> Double {
    // From −50 on the result is −1 in binary64.
    let (power, e) = powerAndRest(max(x, -50))
    return (power - 1).addingProduct(power, e)
  }

  /// e^−x in binary64 for 0 ≤ x ≤ 700, as above.
  @inline(__always)
  static func exponential(ofMinus x: Double) -> Double {
    let (power, e) = powerAndRest(-x)
    return (1 + e) * power
  }

  /// 2^k and e with e^x = 2^k (1 + e), |x| ≤ 700.
  @inline(__always)
  private static func powerAndRest(_ x: Double) -> (power: Double, e: Double) {
    // A whole number in the lowest bits of a large one.
    let shifted = x * 0x1.71547652b82fep0 + 0x1.8p52
    let k = shifted - 0x1.8p52
    let r = (x - k * ln2.high) - k * ln2.middle
    let power = Double(bitPattern: (shifted.bitPattern &+ 1023) << 52)
    return (power, r + exponentialTail(r))
  }

  /// e^x − 1 in binary64 for 0 ≤ x ≤ 700, error below 2 ulp.
  static func exponentialLessOne(_ x: Double) -> Double {
    let k = (x * 0x1.71547652b82fep0).rounded(.toNearestOrEven)
    let r = (x - k * ln2.high) - k * ln2.middle
    let e = r + exponentialTail(r)
    let power = Double.power(of: Int(k))
    return k == 0 ? e : power * e + (power - 1)
  }

  /// e^r − 1 − r by Taylor, degree 13: the next term is below 2⁻⁵⁷ for |r| ≤ ½ ln 2.
  @inline(__always)
  private static func exponentialTail(_ r: Double) -> Double {
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
    return (r * r) * p
  }

  /// e^x to about 2⁻⁹⁸ relative, with a scale; for finite, non-zero `x`.
  ///
  /// Results beyond 2^±2800 saturate there: far outside binary64, and inexact.
  static func wideExponential(_ x: DoubleDouble) -> WideValue {
    // Sixty-fourths of these could vanish, and with them that the result is not 1.
    if x.high.magnitude < 0x1p-200 { return WideValue(1, x.high) }
    let (k, e) = wideExponentialLessOne(x)
    let result = DoubleDouble(1) + e
    return WideValue(result.high, result.low, exponent: k)
  }

  /// e^x − 1 to about 2⁻⁹⁸ relative, with a scale; for finite x below zero.
  static func wideExponentialLessOne(belowZero x: Double) -> WideValue {
    // x + x² / 2 + …: its magnitude is below that of x.
    if x > -0x1p-100 { return justBelow(x) }
    // What it lacks of −1 is below 2⁻¹¹⁴, and enough that it is there.
    if x < -80 { return WideValue(-1, exponential(max(x, -300))) }
    if x > -0x1p-20 {
      // x + x² (1/2 + x (1/6 + x/24 + x²/120 + x³/720)): the sum keeps small parts.
      let rest = (1.0 / 24).addingProduct((1.0 / 120).addingProduct(1.0 / 720, x), x) * x
      let sixth = DoubleDouble(0x1.5555555555555p-3, 0x1.5555555555555p-57)
      let factor = DoubleDouble(0.5) + DoubleDouble(x) * (DoubleDouble(rest) + sixth)
      let result = DoubleDouble(x) + DoubleDouble.product(x, x) * factor
      return WideValue(result.high, result.low)
    }
    let (k, e) = wideExponentialLessOne(DoubleDouble(x))
    let power = Double.power(of: k)
    let result = DoubleDouble.sum(power, -1) + DoubleDouble(power * e.high, power * e.low)
    return WideValue(result.high, result.low)
  }

  /// k and e with e^x = 2^k (1 + e) and |e| below ½, which keeps its bits where x is small.
  static func wideExponentialLessOne(_ x: DoubleDouble) -> (k: Int, e: DoubleDouble) {
    let x = x.high.magnitude <= 2000 ? x : DoubleDouble(x.high < 0 ? -2000 : 2000)
    let k = (x.high * 0x1.71547652b82fep0).rounded(.toNearestOrEven)
    var r = DoubleDouble.sum(x.high, -k * ln2.high) + DoubleDouble.product(-k, ln2.middle)
    r = r + DoubleDouble(-k * ln2.low) + DoubleDouble(x.low)
    // e^r = (e^(r / 64))^64, the exponential less one by Taylor to degree 13: next term < 2⁻¹²⁸.
    let small = DoubleDouble(r.high * 0x1p-6, r.low * 0x1p-6)
    var e = DoubleDouble(1)
    for n in stride(from: 13, through: 2, by: -1) {
      e = DoubleDouble(1) + (small * e) / DoubleDouble(Double(n))
    }
    e = small * e
    // (1 + e)² − 1 = 2e + e², which keeps the bits that 1 + e would lose.
    for _ in 0..<6 { e = DoubleDouble(2 * e.high, 2 * e.low) + e * e }
    return (Int(k), e)
  }
}
