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
    intervals(confidence, units: count, members: { units, _ in figures(units) })
  }

  /// The same where units have members of which one is drawn: repeats of people.
  ///
  /// - Parameter figures: also told where among its members each drawn unit's own lies, 0 up to 1.
  package func intervals(
    _ confidence: Double, units count: Int, members figures: ([Int], [Double]) -> [Double]
  ) -> [(low: Double, high: Double)] {
    var samples: [[Double]] = []
    var units = [Int](repeating: 0, count: count)
    var members = [Double](repeating: 0, count: count)
    let others = RandomStream(key: stream.word(.max), stream: 1)
    for draw in 0..<draws {
      for place in 0..<count {
        let index = UInt64(draw * count + place)
        units[place] = min(Int(stream.uniform(index) * Double(count)), count - 1)
        members[place] = others.uniform(index)
      }
      let found = figures(units, members)
      if samples.isEmpty { samples = found.map { _ in [] } }
      for (place, value) in found.enumerated() where value.isFinite { samples[place].append(value) }
    }
    return samples.map { values in
      guard let own = Distribution(values) else { return (.nan, .nan) }
      return (own.quantile((1 - confidence) / 2), own.quantile((1 + confidence) / 2))
    }
  }
}
