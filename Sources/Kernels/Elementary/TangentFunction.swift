extension Elementary {
  /// tanh x in binary64 for finite x, error below 2 ulp: m / (m + 2) with m = e^2|x| − 1.
  static func hyperbolicTangent(_ x: Double) -> Double {
    let square = x * x
    if square < 0x1p-20 {
      // x − x³/3 + 2x⁵/15 − 17x⁷/315: the next term is below 2⁻⁸⁰.
      var p = -17.0 / 315
      p = (2.0 / 15).addingProduct(p, square)
      p = (-1.0 / 3).addingProduct(p, square)
      return x.addingProduct(x * square, p)
    }
    // From 25 on the result is 1 in binary64.
    let m = exponentialLessOne(2 * min(x.magnitude, 25))
    let result = m / (m + 2)
    return x < 0 ? -result : result
  }

  /// tanh x to about 2⁻⁹⁸ relative, with a scale; for finite, non-zero `x`.
  static func wideHyperbolicTangent(_ x: Double) -> WideValue {
    if x.magnitude < 0x1p-100 { return justBelow(x) }
    let sign: Double = x < 0 ? -1 : 1
    if x.magnitude > 40 {
      // 1 − 2 e^−2|x| + …: what it lacks is below 2⁻¹¹⁴, and enough that it is there.
      return WideValue(sign, sign * -2 * exponential(-2 * min(x.magnitude, 150)))
    }
    if x.magnitude < 0x1p-20 {
      // x + x (−s/3 + 2s²/15 − 17s³/315): the next term is below 2⁻¹⁶⁰, and the sum keeps small ones.
      let square = DoubleDouble.product(x, x)
      let s = square.high
      let rest = DoubleDouble(s * (2.0 / 15).addingProduct(-17.0 / 315, s))
      let third = DoubleDouble(-0x1.5555555555555p-2, -0x1.5555555555555p-56)
      let factor = square * (third + rest)
      let change = DoubleDouble(x) * factor
      let result = DoubleDouble(x) + change
      return WideValue(result.high, result.low)
    }
    let (k, e) = wideExponentialLessOne(DoubleDouble(2 * x.magnitude))
    let power = Double.power(of: k)
    let m = DoubleDouble(power - 1) + DoubleDouble(power * e.high, power * e.low)
    // Near one what it lacks has to keep its bits, near zero what it is.
    let quotient = (x.magnitude > 1 ? DoubleDouble(-2) : m) / (m + DoubleDouble(2))
    let result = x.magnitude > 1 ? DoubleDouble(1) + quotient : quotient
    return WideValue(sign * result.high, sign * result.low)
  }
}

extension Float {
  static func wideHyperbolicTangent(_ x: Float) -> WideValue {
    let result = Elementary.hyperbolicTangent(x.wide)
    // Where it is x or ±1 in binary64, it is less in magnitude.
    return WideValue(result, result * -0x1p-60)
  }
}

extension Double {
  static func wideHyperbolicTangent(_ x: Double) -> WideValue {
    Elementary.wideHyperbolicTangent(x)
  }
}
