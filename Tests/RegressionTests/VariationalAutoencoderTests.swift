import Arithmetic
import Statistics
import Support
import Testing

@testable import Regression

@Suite struct VariationalAutoencoderTests {
  private let stream = RandomStream(key: 31, stream: 0)

  /// Six columns that go with one hidden number, as age does.
  private func sample() -> (Matrix, [Double]) {
    var values: [Double] = []
    var targets: [Double] = []
    for person in 0..<200 {
      let hidden = stream.normal(UInt64(person))
      for column in 0..<6 {
        let own = stream.normal(UInt64(1000 + 6 * person + column))
        values.append((column % 2 == 0 ? 0.9 : -0.9) * hidden + 0.436 * own)
      }
      targets.append(50 + 12 * hidden + 3 * stream.normal(UInt64(5000 + person)))
    }
    return (Matrix(rows: 200, columns: 6, values: values), targets)
  }

  private func people(_ name: String, threads: Int = 1) throws -> (
    features: Matrix, targets: [Double]
  ) {
    let (features, targets) = sample()
    let trained = try VariationalAutoencoder(
      features, targets, seed: 3,
      Arithmetics.make(ArithmeticSpecification(name: name), seed: 1, threads: threads))
    return try trained.people(1000, RandomStream(key: 4, stream: 0))
  }

  /// People who are drawn vary as those who were seen, and their features go with age as theirs.
  @Test(arguments: ["ieee", "stochastic-rounding"]) func whatIsDrawnIsLikeWhatWasSeen(
    _ name: String
  ) throws {
    let (features, targets) = sample()
    let drawn = try people(name)
    #expect(drawn.features.rows == 1000 && drawn.targets.count == 1000)
    let (own, seen) = (
      try #require(Distribution(drawn.targets)), try #require(Distribution(targets))
    )
    #expect(abs(own.mean - seen.mean) < 3, "\(own.mean), \(seen.mean)")
    #expect(abs(own.standardDeviation / seen.standardDeviation - 1) < 0.25)
    for column in 0..<6 {
      let there = Correlation.pearson(features.column(column), targets)
      let here = Correlation.pearson(drawn.features.column(column), drawn.targets)
      #expect(abs(there - here) < 0.15, "\(column): \(there), \(here)")
      let spread = try #require(Distribution(drawn.features.column(column))).standardDeviation
      #expect(abs(spread - 1) < 0.25, "\(spread)")
    }
  }

  @Test func threadsChangeNothing() throws {
    let (one, three) = (try people("ieee"), try people("ieee", threads: 3))
    #expect(one.features == three.features && one.targets == three.targets)
  }
}
