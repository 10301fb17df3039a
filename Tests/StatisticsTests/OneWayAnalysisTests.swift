import Support
import Testing

@testable import Statistics

@Suite struct OneWayAnalysisTests {
  @Test(.enabled(if: Python.isAvailable)) func groupsAreThoseOfSciPy() throws {
    let groups: [[Double]] = [[1, 2.5, 3], [2, 5], [7, 6, 5.5, 8], [4]]
    let expected = try Python.numbers(
      "from scipy.stats import f_oneway; r = f_oneway(*\(groups)); print(r.statistic, r.pvalue)")
    // Missing numbers, and groups of nothing else, do not count.
    let own = try #require(OneWayAnalysis(groups.map { $0 + [.nan] } + [[.nan]]))
    #expect(agree(own.f, expected[0], within: 1e-12))
    #expect(agree(own.probability, expected[1], within: 1e-12))
    #expect(own.between == 3 && own.within == 6)
  }

  @Test func whatDoesNotVary() {
    #expect(OneWayAnalysis([[1, 1], [2, 2]])?.probability == 0)
    #expect(OneWayAnalysis([[1, 1], [1, 1]])?.probability.isNaN == true)
    #expect(OneWayAnalysis([[1, 2]]) == nil)
    #expect(OneWayAnalysis([[1], [2]]) == nil)
  }
}
