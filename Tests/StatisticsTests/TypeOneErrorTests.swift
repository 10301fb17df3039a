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
