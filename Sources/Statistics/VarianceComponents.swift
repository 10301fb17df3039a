import Arithmetic

/// A linear mixed model: fixed effects, random effects of several factors, and a residual, whose variances
/// are estimated by restricted maximum likelihood.
///
/// y = X β + Σ Z_k u_k + ε, u_k ~ N(0, σ_k²), after Patterson and Thompson (1971), Biometrika 58, by
/// steps of the average information matrix (Gilmour, Thompson and Cullis 1995, Biometrics 51). Factors
/// may be nested or crossed; people that share no level are worked on one by one.
package struct VarianceComponents {
  /// Variance of each factor's effects, 0 where the data show none.
  package let components: [Double]
  package let residual: Double
  /// The fixed effects β, and their standard errors.
  package let fixed: [Double]
  package let standardErrors: [Double]
  /// Restricted, with all constants.
  package let logLikelihood: Double

  package enum Failure: Error, Equatable {
    case tooFewRows
    /// Columns are linear combinations of others.
    case dependent
    /// A factor has a level for every row, or one for all: its variance cannot be told from others.
    case indistinct(factor: Int)
    /// Rows that hang together by shared levels are more than can be worked on.
    case tooManyTogether(rows: Int)
    case notSettled
  }

  /// The most rows that may hang together.
  package static let mostRowsTogether = 3000

  /// - Parameters:
  ///   - columns: of the fixed effects, the constant among them.
  ///   - factors: of each factor the level of each row.
  /// - Throws: `Failure`.
  package init(
    values: [Double], columns: [[Double]], factors: [[Int]]
  ) throws(Failure) {
    guard values.count > columns.count + factors.count else { throw .tooFewRows }
    for (place, levels) in factors.enumerated() {
      let count = Set(levels).count
      guard count > 1, count < levels.count else { throw .indistinct(factor: place) }
    }
    if let cells = Self.cells(values, columns, factors) {
      // Nothing varies within them: the factor that tells them apart is what is left.
      let rest = factors.indices.filter { $0 != cells.factor }
      let own = try VarianceComponents(
        values: cells.rows.map { values[$0] },
        columns: columns.map { column in cells.rows.map { column[$0] } },
        factors: rest.map { factor in cells.rows.map { factors[factor][$0] } })
      var found = own.components
      found.insert(own.residual, at: cells.factor)
      (components, residual) = (found, 0)
      (fixed, standardErrors, logLikelihood) = (own.fixed, own.standardErrors, .infinity)
      return
    }
    // Numbers of order 1, so that tolerances mean the same for volumes and for thicknesses.
    let spread = Distribution(values)?.standardDeviation ?? 0
    let scale = spread > 0 ? spread : 1
    let problem = try MixedEquations(
      values: values.map { $0 / scale }, columns: columns, factors: factors)
    var variances = [Double](repeating: 1 / Double(factors.count + 1), count: factors.count + 1)
    if spread == 0 {
      components = factors.map { _ in 0 }
      residual = 0
      fixed = try problem.solve([Double](repeating: 0, count: factors.count) + [1]).fixed
      standardErrors = fixed.map { _ in 0 }
      logLikelihood = .infinity
      return
    }
    var state = try problem.solve(variances)
    var settled = false
    for _ in 0..<500 where !settled {
      let step = state.step(variances)
      let rounding = 1e-12 * max(abs(state.logLikelihood), 1)
      if state.rise(along: step) < rounding {
        // The likelihood is flat to its last bits here, its derivatives are not: they alone are followed.
        let next = Self.moved(variances, step, 1)
        settled = zip(next, variances).allSatisfy { abs($0 - $1) <= 1e-11 * $0 + 1e-15 }
        (variances, state) = (next, try problem.solve(next))
        continue
      }
      var factor = 1.0
      var moved = false
      for _ in 0..<40 where !moved {
        let next = Self.moved(variances, step, factor)
        // Too far where next to nothing is left: covariances that cannot be told from singular ones.
        if let found = try? problem.solve(next),
          found.logLikelihood >= state.logLikelihood - rounding
        {
          (variances, state, moved) = (next, found, true)
        }
        factor /= 2
      }
      if !moved { break }
    }
    // Where next to nothing is left, the likelihood rises without end.
    guard settled || variances[factors.count] < 1e-9 else { throw .notSettled }
    components = variances.dropLast().map { $0 * scale * scale }
    residual = variances[factors.count] * scale * scale
    fixed = state.fixed.map { $0 * scale }
    standardErrors = state.standardErrors.map { $0 * scale }
    logLikelihood =
      state.logLikelihood - Double(values.count - columns.count)
      * ElementaryFunctions.logarithm(scale)
  }

  /// `variances` after a part of a step: none below 0, and the residual above.
  private static func moved(_ variances: [Double], _ step: [Double], _ part: Double) -> [Double] {
    var next = zip(variances, step).map { max($0 + part * $1, 0) }
    next[next.count - 1] = max(next[next.count - 1], 1e-12)
    return next
  }

  /// The first row of each combination of levels, where values and columns are the same in all of its rows,
  /// and the factor that has a level for each of them; `nil` where they are not, or there is none.
  private static func cells(
    _ values: [Double], _ columns: [[Double]], _ factors: [[Int]]
  ) -> (rows: [Int], factor: Int)? {
    var first: [[Int]: Int] = [:]
    for row in values.indices {
      let cell = factors.map { $0[row] }
      guard let other = first[cell] else {
        first[cell] = row
        continue
      }
      guard values[row] == values[other], columns.allSatisfy({ $0[row] == $0[other] }) else {
        return nil
      }
    }
    guard first.count < values.count,
      let factor = factors.lastIndex(where: { Set($0).count == first.count })
    else { return nil }
    return (first.values.sorted(), factor)
  }
}
