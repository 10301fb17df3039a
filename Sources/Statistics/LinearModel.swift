/// A linear model fitted by weighted least squares.
package struct LinearModel {
  package let coefficients: [Double]
  package let standardErrors: [Double]
  package let degreesOfFreedom: Double
  /// Weighted sum of squared residuals over the degrees of freedom.
  package let residualVariance: Double
  /// Part of the weighted variance around the weighted mean that is explained.
  package let rSquared: Double
  /// Orthonormal columns that span the weighted design, and what leads from them to coefficients.
  private let basis: [[Double]]
  private let inverse: [[Double]]
  private let residuals: [Double]

  /// Why no model can be fitted.
  package enum Failure: Error, Equatable {
    /// Columns are linear combinations of those before them: the place of the first one.
    case dependent(column: Int)
    case tooFewRows
  }

  /// - Parameters:
  ///   - columns: of the design, the constant among them, each as long as `values`.
  ///   - weights: proportional to 1 / variance, above 0; equal where none are given.
  /// - Throws: `Failure`.
  package init(
    columns: [[Double]], values: [Double], weights: [Double]? = nil
  ) throws(Failure) {
    let (rows, count) = (values.count, columns.count)
    guard rows > count, count > 0 else { throw .tooFewRows }
    let roots = weights?.map { $0.squareRoot() }
    var q = columns.map { column in roots.map { zip(column, $0).map { $0 * $1 } } ?? column }
    let y = roots.map { zip(values, $0).map { $0 * $1 } } ?? values
    // Gram and Schmidt, twice, is as stable as Householder's reflections.
    var r = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for column in 0..<count {
      let size = Self.dot(q[column], q[column]).squareRoot()
      for _ in 0..<2 {
        for before in 0..<column {
          let part = Self.dot(q[before], q[column])
          r[before][column] += part
          for row in 0..<rows { q[column][row] -= part * q[before][row] }
        }
      }
      let rest = Self.dot(q[column], q[column]).squareRoot()
      guard rest > 1e-10 * size, rest > 0 else { throw .dependent(column: column) }
      r[column][column] = rest
      for row in 0..<rows { q[column][row] /= rest }
    }
    var residuals = y
    var projections = [Double](repeating: 0, count: count)
    for _ in 0..<2 {
      for column in 0..<count {
        let part = Self.dot(q[column], residuals)
        projections[column] += part
        for row in 0..<rows { residuals[row] -= part * q[column][row] }
      }
    }
    let squares = Self.dot(residuals, residuals)
    degreesOfFreedom = Double(rows - count)
    residualVariance = squares / degreesOfFreedom
    let inverse = Self.inverse(r)
    (basis, self.inverse, self.residuals) = (q, inverse, residuals)
    coefficients = inverse.map { Self.dot($0, projections) }
    let variance = residualVariance
    standardErrors = inverse.map { (variance * Self.dot($0, $0)).squareRoot() }
    let total = weights?.reduce(0, +) ?? Double(rows)
    let mean =
      (weights.map { Self.dot($0, values) } ?? values.reduce(0, +)) / total
    var around = 0.0
    for row in 0..<rows {
      let difference = values[row] - mean
      around += (weights?[row] ?? 1) * difference * difference
    }
    rSquared = around > 0 ? 1 - squares / around : .nan
  }

  /// The test of one coefficient against 0; its effect size is the partial correlation.
  package func test(_ column: Int) -> TTest {
    let t = coefficients[column] / standardErrors[column]
    return TTest(
      difference: coefficients[column], standardError: standardErrors[column],
      degreesOfFreedom: degreesOfFreedom,
      effectSize: t / (t * t + degreesOfFreedom).squareRoot())
  }

  /// The same test where variances are not what the weights say, as where these are estimates themselves: the
  /// standard error HC2 of MacKinnon and White (1985), Journal of Econometrics 29, with the degrees of freedom
  /// of Bell and McCaffrey (2002), Survey Methodology 28.
  package func robustTest(_ column: Int) -> TTest {
    let count = basis.count
    var (variance, trace, square) = (0.0, 0.0, 0.0)
    var products = [Double](repeating: 0, count: count * count)
    for row in residuals.indices {
      let own = basis.map { $0[row] }
      let leverage = Self.dot(own, own)
      // What follows from one row alone has no residual.
      guard 1 - leverage > 1e-10 else { continue }
      let part = Self.dot(inverse[column], own)
      let share = part * part / (1 - leverage)
      variance += share * residuals[row] * residuals[row]
      trace += part * part
      square += share * share * (1 - 2 * leverage)
      for (place, a) in own.enumerated() {
        for (other, b) in own.enumerated() { products[place * count + other] += share * a * b }
      }
    }
    square += Self.dot(products, products)
    let freedom = min(max(trace * trace / square, 1), degreesOfFreedom)
    let t = coefficients[column] / variance.squareRoot()
    return TTest(
      difference: coefficients[column], standardError: variance.squareRoot(),
      degreesOfFreedom: freedom, effectSize: t / (t * t + freedom).squareRoot())
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum += x * y }
    return sum
  }

  /// Of an upper triangular matrix.
  private static func inverse(_ r: [[Double]]) -> [[Double]] {
    let count = r.count
    var inverse = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for column in 0..<count {
      inverse[column][column] = 1 / r[column][column]
      for row in stride(from: column - 1, through: 0, by: -1) {
        var sum = 0.0
        for inner in row + 1...column { sum += r[row][inner] * inverse[inner][column] }
        inverse[row][column] = -sum / r[row][row]
      }
    }
    return inverse
  }
}
