/// Elementary functions under a rule: special values as IEEE 754 has them, else one rounding.
extension RoundingRule {
  func hyperbolicTangent(_ a: Real, _ bits: inout Bits) -> Real {
    guard a.isFinite, a != 0 else { return a.isInfinite ? (a < 0 ? -1 : 1) : a }
    return round(Real.wideHyperbolicTangent(a), &bits)
  }

  func errorFunction(_ a: Real, _ bits: inout Bits) -> Real {
    guard a.isFinite, a != 0 else { return a.isInfinite ? (a < 0 ? -1 : 1) : a }
    return round(Real.wideErrorFunction(a), &bits)
  }

  /// x where it is not below zero, else α (eˣ − 1), one rounding each.
  @inline(__always)
  func elu(_ x: Real, _ alpha: Real, _ bits: inout Bits) -> Real {
    guard x < 0 else { return x }
    let less = x.isInfinite ? -1 : round(Real.wideExponentialLessOne(belowZero: x), &bits)
    return alpha == 1 ? less : multiply(alpha, less, &bits)
  }

  func sine(_ a: Real, _ bits: inout Bits) -> Real {
    guard a.isFinite, a != 0 else { return a == 0 ? a : .nan }
    return round(Real.wideSine(a), &bits)
  }

  func cosine(_ a: Real, _ bits: inout Bits) -> Real {
    guard a.isFinite, a != 0 else { return a == 0 ? 1 : .nan }
    return round(Real.wideCosine(a), &bits)
  }

  /// a^b; the special cases of IEEE 754-2019, 9.2.1 (`pow`).
  func power(_ a: Real, _ b: Real, _ bits: inout Bits) -> Real {
    if b == 0 || a == 1 { return 1 }
    guard a == a, b == b else { return .nan }
    let isInteger = b.rounded(.towardZero) == b
    let isOdd = isInteger && b.isFinite && (b / 2).rounded(.towardZero) != b / 2
    let isNegative = isOdd && a.sign == .minus
    if a == 0 || a.isInfinite {
      let magnitude: Real = (a == 0) == (b < 0) ? .infinity : 0
      return isNegative ? -magnitude : magnitude
    }
    if b.isInfinite {
      return a == -1 ? 1 : (a.magnitude > 1) == (b > 0) ? .infinity : 0
    }
    guard a > 0 || isInteger else { return .nan }
    guard a != -1 else { return isNegative ? -1 : 1 }
    var value = Real.widePower(a.magnitude, b)
    if isNegative { value = WideValue(-value.high, -value.low, exponent: value.exponent) }
    return round(value, &bits)
  }
}
