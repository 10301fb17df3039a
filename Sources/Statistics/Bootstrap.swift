package import Arithmetic

/// Intervals from samples drawn anew out of what was seen.
package struct Bootstrap {
  private let draws: Int
  private let stream: RandomStream

  /// - Parameter draws: at least 1.
  package init(draws: Int, stream: RandomStream) { (self.draws, self.stream) = (draws, stream) }

  /// Percentile intervals (Efron 1979) of some figures.
  ///
  /// - Parameters:
  ///   - count: units that are drawn with replacement, people as a rule.
  ///   - figures: the figures of a sample of units, always as many; NaN where a sample gives none.
  package func intervals(
    _ confidence: Double, units count: Int, _ figures: ([Int]) -> [Double]
  ) -> [(low: Double, high: Double)] {
    var samples: [[Double]] = []
    var units = [Int](repeating: 0, count: count)
    for draw in 0..<draws {
      for place in 0..<count {
        let number = stream.uniform(UInt64(draw * count + place))
        units[place] = min(Int(number * Double(count)), count - 1)
      }
      let found = figures(units)
      if samples.isEmpty { samples = found.map { _ in [] } }
      for (place, value) in found.enumerated() where value.isFinite { samples[place].append(value) }
    }
    return samples.map { values in
      guard let own = Distribution(values) else { return (.nan, .nan) }
      return (own.quantile((1 - confidence) / 2), own.quantile((1 + confidence) / 2))
    }
  }
}
