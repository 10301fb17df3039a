internal import Arithmetic

/// What is done to features before a regressor sees them, learnt from the rows that it learns from: missing
/// numbers filled, covariates regressed out, mean 0 and deviation 1.
public struct Preparation: Sendable, Equatable {
  /// What stands for missing numbers.
  public enum Imputation: String, CaseIterable, Sendable { case none, mean, median }

  /// For each column.
  private let filling: [Double]
  /// For each column the coefficients of constant and covariates.
  private let covariateEffects: Matrix?
  private let means: [Double]
  private let deviations: [Double]

  /// - Parameters:
  ///   - features: rows to learn from; missing numbers are NaN.
  ///   - covariates: as many rows, or none; nothing is missing.
  /// - Throws: `RegressionError` where something is missing and nothing is to be filled in, or covariates
  ///   depend on one another.
  public init(
    _ features: Matrix, covariates: Matrix?, imputation: Imputation
  ) throws(RegressionError) {
    filling = (0..<features.columns).map { column in
      guard imputation != .none else { return .nan }
      let known = features.column(column).filter { !$0.isNaN }
      guard !known.isEmpty else { return .nan }
      if imputation == .mean { return known.reduce(0, +) / Double(known.count) }
      let sorted = known.sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
    var filled = features
    var sums = filled.columnSums
    // Sums of what is finite are finite, or numbers are huge.
    if !sums.allSatisfy(\.isFinite) {
      filled = Self.filled(features, filling)
      guard filled.values.allSatisfy(\.isFinite) else {
        throw RegressionError(
          "numbers are missing among the features; ask for `impute`, or leave the columns or people out"
        )
      }
      sums = filled.columnSums
    }
    covariateEffects = try covariates.map { covariates throws(RegressionError) in
      try Self.effects(of: covariates, on: filled)
    }
    if let covariateEffects, let covariates {
      filled = Self.without(filled, covariates, covariateEffects)
      sums = filled.columnSums
    }
    let rows = Double(filled.rows)
    means = sums.map { $0 / rows }
    // A column that hardly varies beside its own size is constant but for rounding.
    deviations = zip(filled.columnSquares(around: means), means).map { square, mean in
      let deviation = (square / rows).squareRoot()
      return deviation > 1e-14 * abs(mean) && deviation > 0 ? deviation : 1
    }
  }

  /// What leaves features as they are, for rows that were prepared before.
  init(unchanged columns: Int) {
    filling = [Double](repeating: .nan, count: columns)
    means = [Double](repeating: 0, count: columns)
    deviations = [Double](repeating: 1, count: columns)
    covariateEffects = nil
  }

  /// Features as the regressor takes them.
  public func apply(_ features: Matrix, covariates: Matrix?) -> Matrix {
    // What is missing stays so where nothing was learnt to fill it.
    var result = filling.allSatisfy(\.isNaN) ? features : Self.filled(features, filling)
    if let covariateEffects, let covariates {
      result = Self.without(result, covariates, covariateEffects)
    }
    if means.allSatisfy({ $0 == 0 }), deviations.allSatisfy({ $0 == 1 }) { return result }
    return result.standardised(means, deviations)
  }

  private static func filled(_ features: Matrix, _ filling: [Double]) -> Matrix {
    guard features.values.contains(where: \.isNaN) else { return features }
    var filled = features
    filled.forEachRow { row in
      for column in row.indices where row[column].isNaN { row[column] = filling[column] }
    }
    return filled
  }

  /// By least squares: a row for each column of `features`, the constant first.
  private static func effects(
    of covariates: Matrix, on features: Matrix
  ) throws(RegressionError) -> Matrix {
    let design = withConstant(covariates)
    let scales = (0..<design.columns).map { column in
      max(design.column(column).map(abs).max() ?? 0, 1e-300)
    }
    var scaled = design
    for place in scaled.values.indices { scaled.values[place] /= scales[place % design.columns] }
    guard let factor = LinearAlgebra.Cholesky(scaled.transposedTimes(scaled)) else {
      throw RegressionError("a column to regress out is constant, or depends on the others")
    }
    let right = scaled.transposedTimes(features)
    var effects = Matrix(rows: features.columns, columns: design.columns)
    for column in 0..<features.columns {
      let solved = factor.solve(right.column(column))
      for place in solved.indices { effects[column, place] = solved[place] / scales[place] }
    }
    return effects
  }

  private static func without(_ features: Matrix, _ covariates: Matrix, _ effects: Matrix) -> Matrix
  {
    let explained = withConstant(covariates).timesTransposed(effects)
    return Matrix(
      rows: features.rows, columns: features.columns,
      values: zip(features.values, explained.values).map { $0 - $1 })
  }

  private static func withConstant(_ covariates: Matrix) -> Matrix {
    var values: [Double] = []
    for row in 0..<covariates.rows { values += [1] + covariates.row(row) }
    return Matrix(rows: covariates.rows, columns: covariates.columns + 1, values: values)
  }

  /// Its arrays by name, and back.
  public var parts: [String: [Double]] {
    var parts = ["filling": filling, "means": means, "deviations": deviations]
    if let covariateEffects { parts["covariate-effects"] = covariateEffects.values }
    return parts
  }

  /// - Throws: `RegressionError` where arrays are missing or differ in length.
  public init(parts: [String: [Double]]) throws(RegressionError) {
    guard let filling = parts["filling"], let means = parts["means"],
      let deviations = parts["deviations"], filling.count == means.count,
      means.count == deviations.count, !means.isEmpty
    else { throw RegressionError("the model is damaged: what prepares its features is not whole") }
    (self.filling, self.means, self.deviations) = (filling, means, deviations)
    covariateEffects = parts["covariate-effects"].flatMap { effects in
      effects.count % means.count == 0
        ? Matrix(rows: means.count, columns: effects.count / means.count, values: effects) : nil
    }
  }
}
