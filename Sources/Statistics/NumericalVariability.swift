import Arithmetic

/// How much numerical noise there is beside the differences between people, and what follows for tests.
///
/// The numerical-population variability ratio ν = σ_num / σ_pop of Chatelain et al. (bioRxiv
/// 10.64898/2026.01.09.698203), first called NAVR, with its propagation to first order.
package struct NumericalVariability: Equatable {
  /// Square root of the mean over people of the variance over repeats, divisor n − 1.
  package let numerical: Double
  /// Square root of the mean over repeats of the variance over people, divisor n − 1.
  package let population: Double

  package var ratio: Double { numerical / population }

  /// - Parameter values: a row a person, a column a repeat; missing numbers are NaN. People with one
  ///   number say nothing of the noise, and repeats with one nothing of the people.
  /// - Returns: `nil` where no person has two numbers, or no repeat.
  package init?(_ values: [[Double]]) {
    func meanVariance(_ lists: [[Double]]) -> Double? {
      let variances = lists.compactMap { list -> Double? in
        let known = list.filter { !$0.isNaN }
        guard known.count > 1, let own = Distribution(known) else { return nil }
        return own.standardDeviation * own.standardDeviation
      }
      return variances.isEmpty ? nil : variances.reduce(0, +) / Double(variances.count)
    }
    let repeats = values.map(\.count).max() ?? 0
    let columns = (0..<repeats).map { repeated in
      values.compactMap { $0.indices.contains(repeated) ? $0[repeated] : nil }
    }
    guard let within = meanVariance(values), let between = meanVariance(columns) else { return nil }
    (numerical, population) = (within.squareRoot(), between.squareRoot())
  }

  package init(numerical: Double, population: Double) {
    (self.numerical, self.population) = (numerical, population)
  }

  /// Of Cohen's d between two groups of n people in all: 2 ν / √n.
  package func deviationOfEffectSize(people: Int) -> Double {
    2 * ratio / Double(people).squareRoot()
  }

  /// Of a t statistic: ν.
  package var deviationOfT: Double { ratio }

  /// Of the probability of a t statistic: 2 f(|t|) ν, f its density.
  package func deviationOfProbability(t: Double, degreesOfFreedom: Double) -> Double {
    2 * StudentDistribution(degreesOfFreedom: degreesOfFreedom).density(abs(t)) * ratio
  }

  /// Of an F statistic with one degree of freedom: 2 √F ν.
  package func deviationOfF(_ f: Double) -> Double { 2 * f.squareRoot() * ratio }

  /// Of a correlation r over n people, at least: ν √((1 − r²)³ / (n − 1)).
  package func deviationOfCorrelation(_ r: Double, people: Int) -> Double {
    let rest = 1 - r * r
    return ratio * (rest * rest * rest / Double(people - 1)).squareRoot()
  }

  /// The probability that numerical noise carries p across `level`: p is taken to follow a beta
  /// distribution of its mean and deviation.
  ///
  /// - Returns: 0 without noise; NaN where p is 0 or 1 and there is noise.
  package static func flipProbability(_ p: Double, deviation: Double, level: Double) -> Double {
    if deviation == 0 { return 0 }
    guard p > 0, p < 1, deviation > 0 else { return .nan }
    // A beta distribution of this mean has a variance below p (1 − p).
    let bracket = max(p * (1 - p) / (deviation * deviation) - 1, 1e-9)
    let (below, above) = IncompleteBeta.regularized(level, p * bracket, (1 - p) * bracket)
    return p < level ? above : below
  }
}
