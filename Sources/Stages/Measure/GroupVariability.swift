import Statistics

/// What numerical noise does to the comparison of two groups in one region.
struct GroupVariability {
  private let region: RegionVariability
  private let groups: [String]
  private let test: TTest
  private let deviation: Double
  private let flip: Double
  /// Single repeats, and those of them whose test is significant.
  private let repeats: Int
  private let significant: Int
  private let interval: (low: Double, high: Double)

  /// Student's test of the first group less the second.
  ///
  /// - Returns: `nil` where a group has fewer than two people.
  init?(
    _ region: RegionVariability, _ labels: [String], _ groups: [String], level: Double,
    confidence: Double
  ) {
    func compare(_ numbers: [Double]) -> TTest? {
      func own(_ group: String) -> [Double] {
        zip(numbers, labels).filter { $0.1 == group && !$0.0.isNaN }.map(\.0)
      }
      return TTest(groups: own(groups[0]), own(groups[1]), pooled: true)
    }
    guard let test = compare(region.means) else { return nil }
    (self.region, self.groups, self.test) = (region, groups, test)
    deviation = region.variability.deviationOfProbability(
      t: test.statistic, degreesOfFreedom: test.degreesOfFreedom)
    flip = NumericalVariability.flipProbability(
      test.probability, deviation: deviation, level: level)
    let single = (0..<(region.rows.first?.count ?? 0)).compactMap { repeated in
      compare(region.rows.map { $0[repeated] })?.probability
    }
    repeats = single.count
    significant = single.count { $0 < level }
    interval = FreemanTukey.interval(significant, of: repeats, confidence: confidence)
  }

  static func table(_ rows: [GroupVariability]) -> Table {
    func numbers(_ name: String, _ value: (GroupVariability) -> Double) -> Table.Column {
      .init(name, .numbers(rows.map(value)))
    }
    let probabilities = rows.map(\.test.probability)
    return Table([
      .init("region", .text(rows.map(\.region.name))),
      .init("groups", .text(rows.map { $0.groups.joined(separator: " − ") })),
      numbers("difference", \.test.difference), numbers("d", \.test.effectSize),
      numbers("t", \.test.statistic), numbers("freedom", \.test.degreesOfFreedom),
      .init("p", .numbers(probabilities)), numbers("p-deviation", \.deviation),
      numbers("flip", \.flip),
      .init("bonferroni", .numbers(MultipleTests.bonferroni(probabilities))),
      .init("holm", .numbers(MultipleTests.holm(probabilities))),
      .init("by", .numbers(MultipleTests.benjaminiYekutieli(probabilities))),
      numbers("significant") { Double($0.significant) / Double($0.repeats) },
      numbers("low", \.interval.low), numbers("high", \.interval.high),
    ])
  }
}
