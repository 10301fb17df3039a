/// Elementary functions whose bits do not depend on the C library.
///
/// Every step is an IEEE operation in a fixed order (an fma where one is written, none elsewhere),
/// so results are the same on every machine. Two grades: binary64 with an error below 2 ulp, which a
/// binary32 result is rounded from, and double-double, which a binary64 result is rounded from.
enum Elementary {}

/// A value (high + low) · 2^exponent, more precise and wider than the format it is rounded into.
///
/// Where the value is not the number written, `low` is not zero, so that it counts as inexact.
struct WideValue {
  var high: Double
  var low: Double
  var exponent: Int

  @inline(__always)
  init(_ high: Double, _ low: Double = 0, exponent: Int = 0) {
    self.high = high
    self.low = low
    self.exponent = exponent
  }
}

extension Double {
  /// 2^exponent, for exponents of normal numbers.
  @inline(__always)
  static func power(of exponent: Int) -> Double {
    Double(bitPattern: UInt64(bitPattern: Int64(exponent + 1023) << 52))
  }

  /// This × 2^exponent, rounded once where the result is subnormal; any exponent.
  func scaled(by exponent: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    // From the significand, so that only the last of the steps to a subnormal number rounds.
    let exponent = Swift.max(-4000, Swift.min(4000, Int(self.exponent) + exponent))
    return Double(sign: sign, exponent: exponent, significand: significand)
  }
}
