import Statistics
import Testing

/// Means over pairs and their jackknife errors, by hand.
@Suite struct PairwiseMeanTests {
  @Test func ofThreeMembers() throws {
    let found = try #require(PairwiseMean([(0, 1, 0.9), (0, 2, 0.6), (1, 2, 0.3)]))
    #expect(abs(found.mean - 0.6) < 1e-15)
    // Without each member one pair is left: 0.3, 0.6, 0.9.
    #expect(abs(found.error - (2.0 / 3 * 0.18).squareRoot()) < 1e-15)
  }

  /// A mean of products: with h(x, y) = (x + y) / 2 it is the sample mean, whose error is known exactly.
  @Test func isTheErrorOfTheMeanForSums() throws {
    let values = [3.0, 1, 4, 1, 5, 9, 2, 6]
    var pairs: [(Int, Int, Double)] = []
    for first in values.indices {
      for second in values.indices where second > first {
        pairs.append((first, second, (values[first] + values[second]) / 2))
      }
    }
    let found = try #require(PairwiseMean(pairs))
    let mean = values.reduce(0, +) / 8
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7
    #expect(abs(found.mean - mean) < 1e-14)
    #expect(abs(found.error - (variance / 8).squareRoot()) < 1e-14)
  }

  @Test func twoMembersHaveNoError() throws {
    let found = try #require(PairwiseMean([(0, 1, 0.5)]))
    #expect(found.mean == 0.5 && found.error.isNaN)
    #expect(PairwiseMean([]) == nil)
  }
}
