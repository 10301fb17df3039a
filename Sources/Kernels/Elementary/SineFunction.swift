extension Elementary {
  /// sin x in binary64 for finite x, error below 2 ulp.
  static func sine(_ x: Double) -> Double {
    let angle = ReducedAngle(x.magnitude)
    let result = sine(angle, quarters: angle.quadrant)
    return x < 0 ? -result : result
  }

  /// cos x in binary64 for finite x, error below 2 ulp.
  static func cosine(_ x: Double) -> Double {
    let angle = ReducedAngle(x.magnitude)
    return sine(angle, quarters: angle.quadrant + 1)
  }

  /// sin x to about 2⁻⁹⁸ relative, with a scale; for finite, non-zero `x`.
  static func wideSine(_ x: Double) -> WideValue {
    if x.magnitude < 0x1p-100 { return justBelow(x) }
    let angle = ReducedAngle(x.magnitude)
    let result = wideSine(angle.rest, quarters: angle.quadrant)
    return x < 0 ? WideValue(-result.high, -result.low) : WideValue(result.high, result.low)
  }

  /// cos x to about 2⁻⁹⁸ relative; for finite, non-zero `x`.
  static func wideCosine(_ x: Double) -> WideValue {
    if x.magnitude < 0x1p-100 { return WideValue(1, -0x1p-200) }
    let angle = ReducedAngle(x.magnitude)
    let result = wideSine(angle.rest, quarters: angle.quadrant + 1)
    return WideValue(result.high, result.low)
  }

  /// A number a little nearer to zero than `x`, |x| < 2⁻¹⁰⁰: functions that begin x − c x³.
  static func justBelow(_ x: Double) -> WideValue {
    WideValue(x * 0x1p500, x * -0x1p350, exponent: -500)
  }

  /// The sine of an angle and some quarter turns.
  private static func sine(_ angle: ReducedAngle, quarters: Int) -> Double {
    let square = angle.rest.high * angle.rest.high
    switch quarters & 3 {
    case 0: return sine(angle.rest.high, square)
    case 1: return cosine(square: square)
    case 2: return -sine(angle.rest.high, square)
    default: return -cosine(square: square)
    }
  }

  private static func wideSine(_ angle: DoubleDouble, quarters: Int) -> DoubleDouble {
    let square = angle * angle
    // 1 − s/(n (n − 1)) · (1 − …), from the term of degree 28 or 27: the next is below 2⁻¹⁰⁷.
    var series = DoubleDouble(1)
    let isCosine = quarters & 1 == 1
    for n in stride(from: isCosine ? 28 : 27, through: 2, by: -2) {
      let term = (square * series) / DoubleDouble(Double(n * (n - 1)))
      series = DoubleDouble(1) + DoubleDouble(-term.high, -term.low)
    }
    let result = isCosine ? series : angle * series
    return quarters & 2 == 2 ? DoubleDouble(-result.high, -result.low) : result
  }

  /// cos by Taylor's series to degree 16, for |angle| ≤ π/4.
  static func cosine(square: Double) -> Double {
    var p = 1.0 / 20_922_789_888_000
    p = (-1.0 / 87_178_291_200).addingProduct(p, square)
    p = (1.0 / 479_001_600).addingProduct(p, square)
    p = (-1.0 / 3_628_800).addingProduct(p, square)
    p = (1.0 / 40_320).addingProduct(p, square)
    p = (-1.0 / 720).addingProduct(p, square)
    p = (1.0 / 24).addingProduct(p, square)
    p = (-0.5).addingProduct(p, square)
    return 1.0.addingProduct(p, square)
  }

  /// sin by Taylor's series to degree 17, for |angle| ≤ π/4.
  static func sine(_ angle: Double, _ square: Double) -> Double {
    var p = 1.0 / 355_687_428_096_000
    p = (-1.0 / 1_307_674_368_000).addingProduct(p, square)
    p = (1.0 / 6_227_020_800).addingProduct(p, square)
    p = (-1.0 / 39_916_800).addingProduct(p, square)
    p = (1.0 / 362_880).addingProduct(p, square)
    p = (-1.0 / 5_040).addingProduct(p, square)
    p = (1.0 / 120).addingProduct(p, square)
    p = (-1.0 / 6).addingProduct(p, square)
    return angle.addingProduct(angle * square, p)
  }
}

extension Float {
  static func wideSine(_ x: Float) -> WideValue {
    let result = Elementary.sine(x.wide)
    // The sine of a tiny number is that number in binary64, but less.
    return WideValue(result, result * -0x1p-60)
  }

  static func wideCosine(_ x: Float) -> WideValue {
    let result = Elementary.cosine(x.wide)
    return WideValue(result, result * -0x1p-60)
  }
}

extension Double {
  static func wideSine(_ x: Double) -> WideValue { Elementary.wideSine(x) }
  static func wideCosine(_ x: Double) -> WideValue { Elementary.wideCosine(x) }
}
