import Arithmetic
import Support
import Testing

@testable import Statistics

/// Where nothing differs, tests say so as often as they promise.
@Suite struct TypeOneErrorTests {
  private let stream = RandomStream(key: 41, stream: 0)
  private var trials: Int { LongTests.trials(1000, long: 20_000) }

  /// How many of the trials have a probability below 5 %.
  private func count(_ probability: (UInt64) throws -> Double) rethrows -> Int {
    var found = 0
    for trial in 0..<trials where try probability(UInt64(trial) * 4096) < 0.05 { found += 1 }
    return found
  }

  private func normals(_ count: Int, _ start: UInt64, deviation: Double = 1) -> [Double] {
    (0..<count).map { deviation * stream.normal(start + UInt64($0)) }
  }

  @Test(arguments: [true, false]) func groups(_ pooled: Bool) throws {
    let found = try count { start in
      // Welch's test takes groups of other variances too.
      try #require(
        TTest(
          groups: normals(14, start), normals(25, start + 100, deviation: pooled ? 1 : 2),
          pooled: pooled)
      ).probability
    }
    #expect(LongTests.agree(found, of: trials, level: 0.05), "\(found) of \(trials)")
  }

  @Test func pairs() throws {
    let found = try count { start in
      try #require(TTest(pairs: normals(12, start), normals(12, start + 100))).probability
    }
    #expect(LongTests.agree(found, of: trials, level: 0.05), "\(found) of \(trials)")
  }

  /// A group that has nothing to do with the numbers, beside an age that has.
  @Test(arguments: [false, true]) func linearModels(_ isWeighted: Bool) throws {
    let people = 40
    let found = try count { start in
      let age = normals(people, start)
      let group = (0..<people).map { Double($0 % 2) }
      // Half of the people are measured with four times the noise.
      let noise = (0..<people).map { $0 % 4 < 2 ? 1.0 : 4 }
      let errors = normals(people, start + 100)
      let values = (0..<people).map { place -> Double in
        let own: Double = isWeighted ? noise[place] : 1
        return 2 * age[place] + own * errors[place]
      }
      let columns = [age.map { _ in 1 }, group, age]
      let model =
        try isWeighted
        ? LinearModel(columns: columns, values: values, weights: noise.map { 1 / ($0 * $0) })
        : LinearModel(columns: columns, values: values)
      return model.test(1).probability
    }
    #expect(LongTests.agree(found, of: trials, level: 0.05), "\(found) of \(trials)")
  }

  /// Weights that repeats give are estimates: what takes them for known finds too much, the robust test does not.
  @Test func weightsOfRepeats() throws {
    let (people, repeats) = (60, 5)
    var naive = 0
    let found = try count { start in
      let rows = (0..<people).map { person -> [Double] in
        let own = stream.normal(start + UInt64(person))
        // Half of the people are measured with six times the noise.
        let noise: Double = person % 4 < 2 ? 1 : 6
        return (0..<repeats).map {
          own + noise * stream.normal(start + 1000 + UInt64(person * repeats + $0))
        }
      }
      let means = rows.map { $0.reduce(0, +) / Double(repeats) }
      let columns = [
        means.map { _ in 1 }, (0..<people).map { Double($0 % 2) }, normals(people, start + 3000),
      ]
      let total = try LinearModel(columns: columns, values: means).residualVariance
      let model = try LinearModel(
        columns: columns, values: means, weights: InverseVariance.weights(rows, total: total))
      if model.test(1).probability < 0.05 { naive += 1 }
      return model.robustTest(1).probability
    }
    #expect(LongTests.agree(found, of: trials, level: 0.05), "\(found) of \(trials)")
    #expect(naive > found, "\(naive) of \(trials)")
  }

  /// People who differ no more than their repeats do; some have fewer repeats.
  @Test func analysesOfVariance() throws {
    let found = try count { start in
      let rows = (0..<9).map { person in
        normals(person % 3 == 0 ? 2 : 4, start + UInt64(10 * person))
      }
      return try #require(OneWayAnalysis(rows)).probability
    }
    #expect(LongTests.agree(found, of: trials, level: 0.05), "\(found) of \(trials)")
  }

  @Test func proportions() {
    let found = count { start in
      let hits = (0..<200).count { stream.uniform(start + UInt64($0)) < 0.2 }
      let interval = FreemanTukey.interval(hits, of: 200, confidence: 0.95)
      return interval.low <= 0.2 && 0.2 <= interval.high ? 1 : 0
    }
    #expect(LongTests.agree(found, of: trials, level: 0.05), "\(found) of \(trials)")
  }

  /// The ratio of variabilities lies outside its interval as often as that promises, on either side.
  @Test func bootstraps() {
    let trials = LongTests.trials(250, long: 1000)
    let (people, noise) = (100, 0.3)
    let truth = noise / (1 + noise * noise).squareRoot()
    var (below, above) = (0, 0)
    for trial in 0..<trials {
      let start = UInt64(trial) << 12
      let rows = (0..<people).map { person -> [Double] in
        let own = stream.normal(start + UInt64(person))
        return normals(5, start + 1000 + UInt64(5 * person), deviation: noise).map { own + $0 }
      }
      let resampled = ResampledVariability([rows])
      let interval = Bootstrap(draws: 400, stream: RandomStream(key: start, stream: 5))
        .intervals(0.95, units: people) { resampled.ratios($0) }[0]
      if truth < interval.low { below += 1 }
      if truth > interval.high { above += 1 }
    }
    #expect(
      LongTests.agree(below + above, of: trials, level: 0.05), "\(below) + \(above) of \(trials)")
    #expect(LongTests.agree(below, of: trials, level: 0.025), "\(below) of \(trials)")
    #expect(LongTests.agree(above, of: trials, level: 0.025), "\(above) of \(trials)")
  }

  @Test func variances() throws {
    let found = try count { start in
      let (a, b) = (
        try #require(Distribution(normals(11, start))),
        try #require(Distribution(normals(16, start + 100)))
      )
      let ratio = a.standardDeviation / b.standardDeviation
      return FisherDistribution(numerator: 10, denominator: 15).twoSided(ratio * ratio)
    }
    #expect(LongTests.agree(found, of: trials, level: 0.05), "\(found) of \(trials)")
  }

  /// Figures of one split hang together, whatever the size.
  @Test func trends() {
    let found = count { start in
      let shared = normals(6, start)
      let figures = (0..<4).map { size -> [Double] in
        zip(shared, normals(6, start + 100 + 6 * UInt64(size))).map { $0 + $1 }
      }
      return PermutedTrend(
        sizes: [1, 2, 3, 4], figures: figures, draws: 199,
        stream: RandomStream(key: start, stream: 3)
      ).probability
    }
    // p is at most 0.05 in 10 of 200 orders: below it in nine.
    #expect(LongTests.agree(found, of: trials, level: 0.045), "\(found) of \(trials)")
  }

  /// Holm's and Bonferroni's bound the chance of any false finding among many tests.
  @Test func manyTests() throws {
    let found = try count { start in
      let probabilities = try (0..<20).map { region in
        try #require(TTest(ofOne: normals(8, start + UInt64(20 * region)))).probability
      }
      return MultipleTests.holm(probabilities).min() ?? 1
    }
    // 1 − (1 − 0.05 / 20)²⁰.
    #expect(LongTests.agree(found, of: trials, level: 0.04883), "\(found) of \(trials)")
  }
}
