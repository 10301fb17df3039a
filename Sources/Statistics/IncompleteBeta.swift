import Arithmetic

/// The regularised incomplete beta function.
package enum IncompleteBeta {
  /// I_x(a, b) for a, b > 0 and x in 0…1, and its complement 1 − I_x(a, b), each with its own relative
  /// accuracy.
  ///
  /// The continued fraction 26.5.8 of Abramowitz and Stegun in Lentz's form, on the side of the mean
  /// where it converges.
  package static func regularized(_ x: Double, _ a: Double, _ b: Double) -> (
    lower: Double, upper: Double
  ) {
    guard x.isFinite, a > 0, b > 0 else { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if x >= 1 { return (1, 0) }
    // 1 − x is exact for x ≥ ½; below it, the logarithm of 1 − x is small and hardly counts.
    return regularized(x, complement: 1 - x, a, b)
  }

  /// The same where 1 − x is known better than x tells it.
  static func regularized(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> (
    lower: Double, upper: Double
  ) {
    if x <= 0 { return (0, 1) }
    if y <= 0 { return (1, 0) }
    let logarithm =
      a * ElementaryFunctions.logarithm(x) + b * ElementaryFunctions.logarithm(y)
      - logarithmOfBeta(min(a, b), max(a, b))
    let front = logarithm < -700 ? 0 : ElementaryFunctions.exponential(logarithm)
    if x < (a + 1) / (a + b + 2) {
      let lower = min(front * fraction(x, a, b) / a, 1)
      return (lower, 1 - lower)
    }
    let upper = min(front * fraction(y, b, a) / b, 1)
    return (1 - upper, upper)
  }

  /// ln B(a, b) for a ≤ b. The gammas of large numbers are nearly the same, so Stirling's series are
  /// subtracted term by term (DiDonato and Morris 1992, ACM TOMS 18, algorithm 708).
  private static func logarithmOfBeta(_ a: Double, _ b: Double) -> Double {
    let own = IncompleteGamma.logarithmOfGamma(a)
    guard b >= 30 else {
      return own + IncompleteGamma.logarithmOfGamma(b) - IncompleteGamma.logarithmOfGamma(a + b)
    }
    func series(_ z: Double) -> Double {
      let t = 1 / (z * z)
      return (1 / 12.0 - t * (1 / 360.0 - t * (1 / 1260.0 - t / 1680))) / z
    }
    let growth = 1 + a / b
    // ln(1 + a / b), also where a / b is small.
    let step = growth == 1 ? a / b : ElementaryFunctions.logarithm(growth) * (a / b) / (growth - 1)
    return own - (a + b - 0.5) * step - a * ElementaryFunctions.logarithm(b) + a
      - series(a + b) + series(b)
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var value = d
    for step in 1..<100_000 {
      let m = Double(step)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / kept(1 + term * d)
        c = kept(1 + term / c)
        value *= d * c
      }
      if abs(d * c - 1) < 1e-16 { break }
    }
    return value
  }

  /// The x with I_x(a, b) = `probability`, by bisection to the last bits.
  package static func quantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
    guard probability >= 0, probability <= 1, a > 0, b > 0 else { return .nan }
    if probability == 0 { return 0 }
    if probability == 1 { return 1 }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<1100 {
      let middle = low + (high - low) / 2
      if middle == low || middle == high { break }
      if regularized(middle, a, b).lower < probability { low = middle } else { high = middle }
    }
    return high
  }
}
