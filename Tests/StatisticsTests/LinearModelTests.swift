import Arithmetic
import Support
import Testing

@testable import Statistics

@Suite struct LinearModelTests {
  private let stream = RandomStream(key: 11, stream: 0)
  private var columns: [[Double]] {
    [
      [Double](repeating: 1, count: 30), (0..<30).map { stream.normal($0) },
      (0..<30).map { 1e4 + 300 * stream.normal(100 + $0) },
    ]
  }
  private var values: [Double] {
    zip(columns[1], columns[2]).enumerated().map { place, pair -> Double in
      let fixed: Double = 3 + 2 * pair.0 - 0.01 * pair.1
      return fixed + stream.normal(200 + UInt64(place))
    }
  }

  @Test(.enabled(if: Python.has("statsmodels")), arguments: [false, true])
  func fitsAreThoseOfStatsmodels(_ weighted: Bool) throws {
    let weights = (0..<30).map { 0.5 + 2 * stream.uniform(300 + $0) }
    let expected = try Python.numbers(
      """
      import numpy as np, statsmodels.api as sm
      x = \(Python.array(columns)).T; y = \(Python.array(values)); w = \(Python.array(weights))
      r = sm.WLS(y, x, weights=w).fit() if \(weighted ? "True" : "False") else sm.OLS(y, x).fit()
      print(*r.params, *r.bse, *r.pvalues, r.rsquared, r.scale)
      """)
    let model = try LinearModel(
      columns: columns, values: values, weights: weighted ? weights : nil)
    let found =
      model.coefficients + model.standardErrors + (0..<3).map { model.test($0).probability }
      + [model.rSquared, model.residualVariance]
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-8 * max(abs(b), 1e-3))) }
  }

  /// HC2 of statsmodels; degrees of freedom by their definition, tr(A M)² / tr((A M)²).
  @Test(.enabled(if: Python.has("statsmodels"))) func robustTestsAreThoseOfStatsmodels() throws {
    let weights = (0..<30).map { 0.5 + 2 * stream.uniform(300 + $0) }
    let expected = try Python.numbers(
      """
      import numpy as np, statsmodels.api as sm, scipy.stats as s
      x = \(Python.array(columns)).T; y = \(Python.array(values)); w = \(Python.array(weights))
      r = sm.WLS(y, x, weights=w).fit(cov_type="HC2")
      z = (x - [0, 0, 1e4]) * np.sqrt(w)[:, None]
      h = z @ np.linalg.pinv(z)
      m = np.eye(30) - h
      for c in (1, 2):
          a = np.diag(np.linalg.pinv(z)[c] ** 2 / (1 - np.diag(h))) @ m
          d = np.trace(a) ** 2 / np.trace(a @ a)
          print(r.params[c], r.bse[c], d, 2 * s.t.sf(abs(r.params[c] / r.bse[c]), d))
      """)
    let model = try LinearModel(columns: columns, values: values, weights: weights)
    let found = [1, 2].map { model.robustTest($0) }.flatMap {
      [$0.difference, $0.standardError, $0.degreesOfFreedom, $0.probability]
    }
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: 1e-7 * max(abs(b), 1e-3))) }
  }

  /// What one row alone decides has no residual, and breaks nothing.
  @Test func aRowOfItsOwnSaysNothingOfErrors() throws {
    let model = try LinearModel(
      columns: [[1, 1, 1, 1, 1], [0, 0, 0, 0, 1]], values: [1, 2, 4, 3, 9])
    #expect(model.robustTest(1).probability.isFinite)
  }

  @Test func columnsThatDependAreNamed() {
    let ones = [1.0, 1, 1, 1]
    #expect(throws: LinearModel.Failure.dependent(column: 1)) {
      _ = try LinearModel(columns: [ones, [2, 2, 2, 2]], values: [1, 2, 3, 4])
    }
    #expect(throws: LinearModel.Failure.tooFewRows) {
      _ = try LinearModel(columns: [[1, 1], [1, 2]], values: [1, 2])
    }
  }
}
