import Glibc
import Support
import Testing

@testable import Statistics

struct DistributionTests {
  @Test func knownNumbers() throws {
    let distribution = try #require(Distribution([4, 1, 3, 2]))
    #expect(distribution.mean == 2.5)
    #expect(distribution.median == 2.5)
    #expect(distribution.minimum == 1)
    #expect(distribution.maximum == 4)
    #expect(abs(distribution.standardDeviation - 1.2909944487358056) < 1e-15)
    #expect(distribution.quantile(0.25) == 1.75)
    #expect(distribution.quantile(1) == 4)
  }

  @Test func emptyAndSingle() throws {
    #expect(Distribution([]) == nil)
    let single = try #require(Distribution([7]))
    #expect(single.standardDeviation == 0)
    #expect(single.quantile(0.05) == 7)
  }

  /// Every quantile against sorting, for numbers spread evenly, mostly equal, and over all scales.
  @Test func quantilesAreThoseOfSortedNumbers() throws {
    var state: UInt64 = 3
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    let sets: [[Double]] = [
      (0..<5000).map { _ in uniform() }, (0..<5000).map { _ in (uniform() * 4).rounded() },
      (0..<5000).map { _ in uniform() < 0.9 ? 3 : uniform() * 1e6 },
      (0..<999).map { _ in exp2(600 * uniform() - 300) },
      [-.greatestFiniteMagnitude, .greatestFiniteMagnitude, 0, 1],
      [Double](repeating: 0.1, count: 100), [.leastNonzeroMagnitude, 0, 0, -0.0],
    ]
    for values in sets {
      let distribution = try #require(Distribution(values))
      let sorted = values.sorted()
      #expect(distribution.minimum == sorted.first && distribution.maximum == sorted.last)
      for rank in sorted.indices {
        let fraction = Double(rank) / Double(sorted.count - 1)
        let position = fraction * Double(sorted.count - 1)
        guard position == Double(rank) else { continue }
        #expect(distribution.quantile(fraction) == sorted[rank])
      }
    }
  }
}
