package import Arithmetic

/// Intervals from samples drawn anew out of what was seen.
///
/// Ends are percentiles of samples (Efron 1979, Annals of Statistics 7), as far out as Student's distribution
/// lies beyond the normal one, or intervals of few units are too narrow (Hesterberg 2015, American Statistician
/// 69); where units alone are drawn they are corrected for bias and acceleration (BCa: Efron 1987, Journal of
/// the American Statistical Association 82).
package struct Bootstrap {
  private let draws: Int
  private let stream: RandomStream
  private static let mostLeftOut = 200

  /// - Parameter draws: at least 1.
  package init(draws: Int, stream: RandomStream) { (self.draws, self.stream) = (draws, stream) }

  /// Intervals of some figures.
  ///
  /// - Parameters:
  ///   - count: units that are drawn with replacement, people as a rule.
  ///   - figures: the figures of a sample of units, always as many; NaN where a sample gives none.
  package func intervals(
    _ confidence: Double, units count: Int, _ figures: ([Int]) -> [Double]
  ) -> [(low: Double, high: Double)] {
    var units = [Int](repeating: 0, count: count)
    let samples = samples { draw in
      for place in 0..<count { units[place] = unit(draw * count + place, of: count) }
      return figures(units)
    }
    let all = Array(0..<count)
    let own = figures(all)
    // Of many units groups are left out: their influences are as skewed for their number as those of one.
    let groups = min(count, Self.mostLeftOut)
    let others = (0..<groups).map { left in figures(all.filter { $0 % groups != left }) }
    let reach = Self.reach(confidence, units: count)
    return samples.indices.map { place in
      Self.ends(
        samples[place], reach, of: own[place],
        without: others.map { $0[place] }.filter(\.isFinite))
    }
  }

  /// The same, but for bias and acceleration, where units have members of which one is drawn: repeats of
  /// people.
  ///
  /// - Parameter figures: also told where among its members each drawn unit's own lies, 0 up to 1.
  package func intervals(
    _ confidence: Double, units count: Int, members figures: ([Int], [Double]) -> [Double]
  ) -> [(low: Double, high: Double)] {
    var units = [Int](repeating: 0, count: count)
    var members = [Double](repeating: 0, count: count)
    let others = RandomStream(key: stream.word(.max), stream: 1)
    let samples = samples { draw in
      for place in 0..<count {
        units[place] = unit(draw * count + place, of: count)
        members[place] = others.uniform(UInt64(draw * count + place))
      }
      return figures(units, members)
    }
    let reach = Self.reach(confidence, units: count)
    return samples.map { Self.ends($0, reach, of: .nan, without: []) }
  }

  private func unit(_ index: Int, of count: Int) -> Int {
    min(Int(stream.uniform(UInt64(index)) * Double(count)), count - 1)
  }

  /// For each figure what samples give of it.
  private func samples(_ figures: (Int) -> [Double]) -> [[Double]] {
    var samples: [[Double]] = []
    for draw in 0..<draws {
      let found = figures(draw)
      if samples.isEmpty {
        samples = found.map { _ in [] }
        for place in samples.indices { samples[place].reserveCapacity(draws) }
      }
      for (place, value) in found.enumerated() where value.isFinite { samples[place].append(value) }
    }
    return samples
  }

  /// How far the ends lie from the middle of a normal distribution.
  private static func reach(_ confidence: Double, units: Int) -> Double {
    guard units > 1 else { return NormalDistribution.quantile((1 + confidence) / 2) }
    let (count, rest) = (Double(units), Double(units - 1))
    return (count / rest).squareRoot()
      * StudentDistribution(degreesOfFreedom: rest).quantile((1 + confidence) / 2)
  }

  /// - Parameters:
  ///   - value: the figure of all units; NaN where nothing is to be corrected.
  ///   - others: those of all units but one, or a group.
  private static func ends(
    _ values: [Double], _ reach: Double, of value: Double, without others: [Double]
  ) -> (low: Double, high: Double) {
    guard let own = Distribution(values) else { return (.nan, .nan) }
    var (bias, acceleration) = (0.0, 0.0)
    if value.isFinite, !others.isEmpty {
      let below = values.reduce(0.0) { $0 + ($1 < value ? 1 : $1 == value ? 0.5 : 0) }
      let count = Double(values.count)
      bias = NormalDistribution.quantile(min(max(below, 0.5), count - 0.5) / count)
      let mean = others.reduce(0, +) / Double(others.count)
      var (squares, cubes) = (0.0, 0.0)
      for other in others {
        let rest = mean - other
        squares += rest * rest
        cubes += rest * rest * rest
      }
      if squares > 0 { acceleration = cubes / (6 * squares * squares.squareRoot()) }
    }
    func end(_ reach: Double) -> Double {
      let far = bias + reach
      // Beyond this the correction turns round.
      let scale = max(1 - acceleration * far, 1e-3)
      return own.quantile(NormalDistribution.cumulative(bias + far / scale))
    }
    return (end(-reach), end(reach))
  }
}
