import Arithmetic

/// The double arcsine transform of proportions, whose variance hardly depends on the proportion.
///
/// Freeman and Tukey (1950), Annals of Mathematical Statistics 21; back by Miller (1978), American
/// Statistician 32.
package enum FreemanTukey {
  /// arcsin √(k / (n + 1)) + arcsin √((k + 1) / (n + 1)), of variance 1 / (n + ½).
  package static func transform(_ count: Int, of total: Int) -> Double {
    let n = Double(total) + 1
    return arcsine((Double(count) / n).squareRoot()) + arcsine((Double(count + 1) / n).squareRoot())
  }

  /// The interval of the proportion `count / total` at a level of confidence.
  package static func interval(
    _ count: Int, of total: Int, confidence: Double
  ) -> (low: Double, high: Double) {
    guard total > 0 else { return (.nan, .nan) }
    let centre = transform(count, of: total)
    let reach =
      NormalDistribution.quantile(0.5 + confidence / 2) / (Double(total) + 0.5).squareRoot()
    let (least, most) = (transform(0, of: total), transform(total, of: total))
    return (
      centre - reach <= least ? 0 : back(centre - reach, total),
      centre + reach >= most ? 1 : back(centre + reach, total)
    )
  }

  private static func back(_ transformed: Double, _ total: Int) -> Double {
    let (sine, cosine) = sineAndCosine(transformed)
    let n = Double(total)
    let inner = sine + (sine - 1 / sine) / n
    let root = max(0, 1 - inner * inner).squareRoot()
    return min(max((1 - (cosine < 0 ? -1 : 1) * root) / 2, 0), 1)
  }

  /// Of 0…1, by halving the angle until the series is short: arcsin x = 2 arcsin(x / √(2 (1 + √(1 − x²)))).
  private static func arcsine(_ x: Double) -> Double {
    var (value, factor) = (x, 1.0)
    for _ in 0..<6 {
      value /= (2 * (1 + max(0, 1 - value * value).squareRoot())).squareRoot()
      factor *= 2
    }
    var (term, sum) = (value, value)
    for k in 1..<12 {
      let odd = Double(2 * k - 1)
      term *= value * value * odd / Double(2 * k)
      sum += term / Double(2 * k + 1)
    }
    return factor * sum
  }

  /// Of 0…π, by their series at half the angle, doubled five times.
  private static func sineAndCosine(_ angle: Double) -> (Double, Double) {
    let small = angle / 32
    var (sine, cosine, term) = (0.0, 0.0, 1.0)
    for k in 0..<14 {
      if k % 2 == 0 {
        cosine += k % 4 == 0 ? term : -term
      } else {
        sine += k % 4 == 1 ? term : -term
      }
      term *= small / Double(k + 1)
    }
    for _ in 0..<5 { (sine, cosine) = (2 * sine * cosine, cosine * cosine - sine * sine) }
    return (sine, cosine)
  }
}
