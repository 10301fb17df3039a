import Statistics

/// The numerical variability of one region.
struct RegionVariability {
  let name: String
  /// A row a person, a column a repeat; NaN where there is none.
  let rows: [[Double]]
  let variability: NumericalVariability

  /// - Returns: `nil` where no person has two repeats, or no repeat two people.
  init?(_ name: String, _ rows: [[Double]]) {
    guard let variability = NumericalVariability(rows) else { return nil }
    (self.name, self.rows, self.variability) = (name, rows, variability)
  }

  /// Each person's mean over repeats; NaN for nobody's.
  var means: [Double] {
    rows.map { row in
      let known = row.filter { !$0.isNaN }
      return known.reduce(0, +) / Double(known.count)
    }
  }

  /// People with a number.
  private var people: Int { rows.count { $0.contains { !$0.isNaN } } }

  static func table(
    _ regions: [RegionVariability], _ intervals: [(low: Double, high: Double)]
  ) -> Table {
    func numbers(_ name: String, _ value: (RegionVariability) -> Double) -> Table.Column {
      .init(name, .numbers(regions.map(value)))
    }
    let analyses = regions.map { OneWayAnalysis($0.rows) }
    let probabilities = analyses.map { $0?.probability ?? .nan }
    return Table([
      .init("region", .text(regions.map(\.name))),
      .init("people", .integers(regions.map(\.people))),
      .init(
        "repeats", .integers(regions.map { $0.rows.map { $0.count { !$0.isNaN } }.max() ?? 0 })),
      numbers("mean") { region in
        let known = region.means.filter { !$0.isNaN }
        return known.reduce(0, +) / Double(known.count)
      },
      numbers("numerical", \.variability.numerical),
      numbers("population", \.variability.population), numbers("npvr", \.variability.ratio),
      .init("low", .numbers(intervals.map(\.low))), .init("high", .numbers(intervals.map(\.high))),
      .init("f", .numbers(analyses.map { $0?.f ?? .nan })), .init("p", .numbers(probabilities)),
      .init("bonferroni", .numbers(MultipleTests.bonferroni(probabilities))),
      .init("holm", .numbers(MultipleTests.holm(probabilities))),
      .init("by", .numbers(MultipleTests.benjaminiYekutieli(probabilities))),
      numbers("d-deviation") { $0.variability.deviationOfEffectSize(people: $0.people) },
      numbers("t-deviation", \.variability.deviationOfT),
      numbers("r-deviation") { $0.variability.deviationOfCorrelation(0, people: $0.people) },
    ])
  }
}
