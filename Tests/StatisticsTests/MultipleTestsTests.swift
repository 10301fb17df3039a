import Support
import Testing

@testable import Statistics

@Suite struct MultipleTestsTests {
  @Test(.enabled(if: Python.has("statsmodels"))) func adjustmentsAreThoseOfStatsmodels() throws {
    let p = [0.01, 0.04, 0.03, 0.005, 0.2, 0.9, 0.04]
    let expected = try Python.numbers(
      """
      import numpy as np
      from statsmodels.stats.multitest import multipletests
      for m in ("bonferroni", "holm", "fdr_by"):
          print(*multipletests(\(Python.array(p)), method=m)[1])
      """)
    let found =
      MultipleTests.bonferroni(p) + MultipleTests.holm(p) + MultipleTests.benjaminiYekutieli(p)
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-14)) }
  }

  @Test func testsWithoutAProbabilityAreNotCounted() {
    let found = MultipleTests.holm([0.01, .nan, 0.04])
    #expect(found[0] == 0.02 && found[1].isNaN && found[2] == 0.04)
  }
}
