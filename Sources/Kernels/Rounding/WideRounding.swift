/// A rule for binary32 that rounds a binary64 result once: an operation is done in binary64, whose
/// error moves a probability by less than 2⁻²⁹, and its 29 surplus bits decide.
protocol WideRounding: RoundingRule where Real == Float {
  /// Whether the odds of an inexact result do not vanish with its distance from a binary32 number.
  ///
  /// Then 1 + 2⁻⁶⁰, which is 1 in binary64, must not pass for exact.
  static var noticesEveryError: Bool { get }
  /// `value` rounded into binary32; `word` gives random bits, the top ones first.
  func round(_ value: Double, _ word: UInt64) -> Float
}

extension WideRounding {
  static var perturbs: Bool { true }

  @inline(__always)
  func add(_ a: Float, _ b: Float, _ bits: inout Bits) -> Float {
    round(Self.sum(Double(a), Double(b)), bits.next())
  }

  @inline(__always)
  func multiply(_ a: Float, _ b: Float, _ bits: inout Bits) -> Float {
    round(Double(a) * Double(b), bits.next())
  }

  @inline(__always)
  func divide(_ a: Float, _ b: Float, _ bits: inout Bits) -> Float {
    round(Double(a) / Double(b), bits.next())
  }

  @inline(__always)
  func squareRoot(_ a: Float, _ bits: inout Bits) -> Float {
    round(Double(a).squareRoot(), bits.next())
  }

  @inline(__always)
  func multiplyAdd(_ a: Float, _ b: Float, _ c: Float, _ bits: inout Bits) -> Float {
    add(multiply(a, b, &bits), c, &bits)
  }

  @inline(__always)
  func round(_ value: WideValue, _ bits: inout Bits) -> Float {
    precondition(value.exponent == 0, "binary32 values have no scale")
    let wide = DoubleDouble(value.high, value.low)
    return round(Self.noticesEveryError ? wide.highRoundedToOdd : value.high, bits.next())
  }

  /// a + b in binary64. Products, quotients and roots of binary32 numbers need no such care: in
  /// binary64 they are never binary32 numbers unless they are so exactly.
  @inline(__always)
  private static func sum(_ a: Double, _ b: Double) -> Double {
    noticesEveryError ? .sumRoundedToOdd(a, b) : a + b
  }

  /// Adds `noise` (0 ≤ noise < 2²⁹, in units of 2⁻²⁹ of the gap) to the magnitude and truncates.
  ///
  /// Exact values have no surplus bits, so they stay; infinities and NaN stay; a sum past the
  /// greatest finite number becomes infinite, as if exponents were unbounded. Below 2⁻¹²⁶ the gap is
  /// 2⁻¹⁴⁹ throughout; noise of 2²⁹ − 1 then takes every inexact value up.
  @inline(__always)
  static func truncate(_ value: Double, adding noise: UInt64) -> Float {
    if value.magnitude < 0x1p-126 { return truncateSubnormal(value, adding: noise) }
    return Float(Double(bitPattern: (value.bitPattern &+ noise) & ~0x1FFF_FFFF))
  }

  @inline(never)
  private static func truncateSubnormal(_ value: Double, adding noise: UInt64) -> Float {
    let scaled = value.magnitude * 0x1p149
    let floor = scaled.rounded(.down)
    let fraction = scaled - floor
    let isUp =
      noise == 0x1FFF_FFFF ? fraction > 0 : fraction + Double(noise) * 0x1p-29 >= 1
    let magnitude = Float((isUp ? floor + 1 : floor) * 0x1p-149)
    return value.sign == .minus ? -magnitude : magnitude
  }
}
