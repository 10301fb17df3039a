import Arithmetic

/// Student's t distribution.
package struct StudentDistribution {
  package let degreesOfFreedom: Double

  /// - Parameter degreesOfFreedom: above 0; infinity gives the normal distribution.
  package init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(|T| ≥ |t|).
  package func twoSided(_ t: Double) -> Double {
    guard !t.isNaN, degreesOfFreedom > 0 else { return .nan }
    if t.isInfinite { return 0 }
    if degreesOfFreedom.isInfinite { return 2 * NormalDistribution.cumulative(-abs(t)) }
    let square = t * t
    let sum = degreesOfFreedom + square
    return IncompleteBeta.regularized(
      degreesOfFreedom / sum, complement: square / sum, degreesOfFreedom / 2, 0.5
    ).lower
  }

  /// P(T ≤ t).
  package func cumulative(_ t: Double) -> Double {
    let half = twoSided(t) / 2
    return t < 0 ? half : 1 - half
  }

  /// The density at t.
  package func density(_ t: Double) -> Double {
    let n = degreesOfFreedom
    if n.isInfinite {
      return ElementaryFunctions.exponential(-t * t / 2) / (2 * Double.pi).squareRoot()
    }
    let logarithm =
      IncompleteGamma.logarithmOfGamma((n + 1) / 2) - IncompleteGamma.logarithmOfGamma(n / 2)
      - ElementaryFunctions.logarithm(n * Double.pi) / 2
      - (n + 1) / 2 * ElementaryFunctions.logarithm(1 + t * t / n)
    return ElementaryFunctions.exponential(logarithm)
  }

  /// The t with P(T ≤ t) = `probability`, relative error below 1e-12.
  package func quantile(_ probability: Double) -> Double {
    guard probability > 0, probability < 1, degreesOfFreedom > 0 else {
      return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
    }
    if degreesOfFreedom.isInfinite { return NormalDistribution.quantile(probability) }
    if probability == 0.5 { return 0 }
    let tail = 2 * min(probability, 1 - probability)
    var (low, high) = (0.0, 1.0)
    while twoSided(high) > tail, high < 1e300 { (low, high) = (high, 2 * high) }
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle == low || middle == high { break }
      if twoSided(middle) > tail { low = middle } else { high = middle }
    }
    return probability < 0.5 ? -high : high
  }
}
