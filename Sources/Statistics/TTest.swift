/// A t statistic with what follows from it.
package struct TTest: Equatable {
  /// The difference of means, or the mean; its standard error.
  package let difference: Double
  package let standardError: Double
  package let degreesOfFreedom: Double
  /// The difference in standard deviations (Cohen's d): of all differences for paired tests, pooled over
  /// the groups for others.
  package let effectSize: Double

  package var statistic: Double { difference / standardError }

  /// P(|T| ≥ |t|); NaN where nothing varies and the means are equal.
  package var probability: Double {
    StudentDistribution(degreesOfFreedom: degreesOfFreedom).twoSided(statistic)
  }

  /// The interval of the difference at a level of confidence.
  package func interval(_ confidence: Double) -> (low: Double, high: Double) {
    let reach =
      standardError
      * StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile(0.5 + confidence / 2)
    return (difference - reach, difference + reach)
  }

  package init(
    difference: Double, standardError: Double, degreesOfFreedom: Double, effectSize: Double
  ) {
    (self.difference, self.standardError) = (difference, standardError)
    (self.degreesOfFreedom, self.effectSize) = (degreesOfFreedom, effectSize)
  }

  /// Whether the mean is 0; `nil` for fewer than two numbers.
  package init?(ofOne values: [Double]) {
    guard values.count > 1, let own = Distribution(values) else { return nil }
    let count = Double(values.count)
    self.init(
      difference: own.mean, standardError: own.standardDeviation / count.squareRoot(),
      degreesOfFreedom: count - 1, effectSize: own.mean / own.standardDeviation)
  }

  /// Whether two numbers of one person differ, first less second; `nil` for fewer than two pairs.
  package init?(pairs first: [Double], _ second: [Double]) {
    guard first.count == second.count else { return nil }
    self.init(ofOne: zip(first, second).map { $0 - $1 })
  }

  /// Whether two groups differ, first less second; `nil` where one has fewer than two numbers.
  ///
  /// - Parameter pooled: Student's test with one variance for both; Welch's otherwise.
  package init?(groups first: [Double], _ second: [Double], pooled: Bool) {
    guard first.count > 1, second.count > 1, let a = Distribution(first),
      let b = Distribution(second)
    else { return nil }
    let (countA, countB) = (Double(a.count), Double(b.count))
    let varianceA = a.standardDeviation * a.standardDeviation
    let varianceB = b.standardDeviation * b.standardDeviation
    let both =
      ((countA - 1) * varianceA + (countB - 1) * varianceB) / (countA + countB - 2)
    let (partA, partB) = (varianceA / countA, varianceB / countB)
    let error = pooled ? both * (1 / countA + 1 / countB) : partA + partB
    let freedom =
      pooled
      ? countA + countB - 2
      : error * error / (partA * partA / (countA - 1) + partB * partB / (countB - 1))
    self.init(
      difference: a.mean - b.mean, standardError: error.squareRoot(),
      degreesOfFreedom: freedom.isNaN ? countA + countB - 2 : freedom,
      effectSize: (a.mean - b.mean) / both.squareRoot())
  }

  /// The corrected resampled test of Nadeau and Bengio (2003), Machine Learning 52: whether two methods
  /// differ over splits whose training parts overlap.
  ///
  /// t = d̄ / √((1/J + n_test/n_train) s²) with J − 1 degrees of freedom.
  ///
  /// - Parameters:
  ///   - differences: one a split, in the order of no matter; of `r × k` folds all `r k`.
  ///   - ratio: test persons over training persons, 1 / (k − 1) for k folds.
  /// - Returns: `nil` for fewer than two splits.
  package init?(resampled differences: [Double], testToTraining ratio: Double) {
    guard differences.count > 1, let own = Distribution(differences) else { return nil }
    let deviation = own.standardDeviation
    self.init(
      difference: own.mean,
      standardError: deviation * (1 / Double(own.count) + ratio).squareRoot(),
      degreesOfFreedom: Double(own.count - 1), effectSize: own.mean / deviation)
  }
}
