/// An unevaluated sum of two binary64 numbers, |low| ≤ ½ ulp(high): about 106 bits.
///
/// Algorithms from Dekker 1971, Knuth (TAOCP 2, 4.2.2) and Joldes, Muller and Popescu 2017. They
/// hold away from overflow and underflow; callers scale.
struct DoubleDouble {
  var high: Double
  var low: Double

  @inline(__always)
  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// `a + b`, exactly.
  @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    let v = s - a
    return DoubleDouble(s, (a - (s - v)) + (b - v))
  }

  /// `a + b`, exactly, where |a| ≥ |b|.
  @inline(__always)
  static func fastSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let s = a + b
    return DoubleDouble(s, b - (s - a))
  }

  /// `a × b`, exactly.
  @inline(__always)
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let p = a * b
    return DoubleDouble(p, (-p).addingProduct(a, b))
  }

  @inline(__always)
  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let s = sum(a.high, b.high)
    let t = sum(a.low, b.low)
    let v = fastSum(s.high, s.low + t.high)
    return fastSum(v.high, v.low + t.low)
  }

  @inline(__always)
  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let p = product(a.high, b.high)
    let cross = (a.high * b.low).addingProduct(a.low, b.high)
    return fastSum(p.high, p.low + cross)
  }

  @inline(__always)
  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let q = a.high / b.high
    let r = a + b * DoubleDouble(-q)
    return fastSum(q, r.high / b.high)
  }
}

extension Double {
  /// `a + b` rounded to odd: the exact sum where it fits, else whichever neighbour has an odd last
  /// bit (Boldo and Melquiond 2008).
  ///
  /// Rounding it again into a format of at most 51 bits is then as if the exact sum were rounded
  /// once, whatever the rounding.
  @inline(__always)
  static func sumRoundedToOdd(_ a: Double, _ b: Double) -> Double {
    let exact = DoubleDouble.sum(a, b)
    return exact.highRoundedToOdd
  }
}

extension DoubleDouble {
  /// The sum of both parts, rounded to odd.
  @inline(__always)
  var highRoundedToOdd: Double {
    // False for NaN, which the error of an infinite sum is.
    guard low.magnitude > 0, high.bitPattern & 1 == 0 else { return high }
    let isAway = (low < 0) == (high < 0)
    return Double(bitPattern: isAway ? high.bitPattern | 1 : high.bitPattern &- 1)
  }
}
