import Arithmetic

/// The regularised incomplete gamma functions P and Q.
package enum IncompleteGamma {
  /// P(shape, x) and Q(shape, x) = 1 − P, for shape > 0 and x ≥ 0.
  ///
  /// Below `shape + 1` the power series 6.5.29 of Abramowitz and Stegun gives P; above it the
  /// continued fraction 6.5.31, in Lentz's form, gives Q.
  package static func regularized(shape: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    let front = ElementaryFunctions.exponential(
      shape * ElementaryFunctions.logarithm(x) - x - logarithmOfGamma(shape))
    if x < shape + 1 {
      let lower = min(front * series(shape, x), 1)
      return (lower, 1 - lower)
    }
    let upper = min(front * fraction(shape, x), 1)
    return (1 - upper, upper)
  }

  private static func series(_ shape: Double, _ x: Double) -> Double {
    var term = 1 / shape
    var sum = term
    var divisor = shape
    for _ in 0..<100_000 {
      divisor += 1
      term *= x / divisor
      sum += term
      if term < sum * 1e-17 { break }
    }
    return sum
  }

  private static func fraction(_ shape: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - shape
    var c = 1 / tiny
    var d = 1 / b
    var value = d
    for i in 1..<100_000 {
      let a = -Double(i) * (Double(i) - shape)
      b += 2
      d = a * d + b
      if abs(d) < tiny { d = tiny }
      c = b + a / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = d * c
      value *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return value
  }

  /// ln Γ(x) for x > 0, absolute error below 1e-14 (1 + |ln Γ(x)|).
  ///
  /// Stirling's series 6.1.41 of Abramowitz and Stegun, from x + n ≥ 16 on, where its first term left
  /// out is below 1e-17; and ln Γ(x) = ln Γ(x + n) − ln(x (x + 1) … (x + n − 1)).
  package static func logarithmOfGamma(_ x: Double) -> Double {
    var (product, shifted) = (1.0, x)
    while shifted < 16 {
      product *= shifted
      shifted += 1
    }
    let inverse = 1 / (shifted * shifted)
    var series = 0.0
    for term in [-691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12] {
      series = series * inverse + term
    }
    let halfLogarithmOfTurn = 0.9189385332046727
    return (shifted - 0.5) * ElementaryFunctions.logarithm(shifted) - shifted + halfLogarithmOfTurn
      + series / shifted - ElementaryFunctions.logarithm(product)
  }
}
