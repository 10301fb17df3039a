import Testing

@testable import Stages

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
}
