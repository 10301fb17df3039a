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
