/// Linear regression whose coefficients are kept small: Hoerl and Kennard (1970), Technometrics 12.
///
/// Minimises ‖y − X w − b‖² + α ‖w‖² as scikit-learn's `Ridge`; the constant b is free.
public struct Ridge: Regressor {
  private let penalty: Double

  /// - Parameter penalty: α, above 0.
  public init(penalty: Double) { self.penalty = penalty }

  public func fit(
    _ features: Matrix, _ targets: [Double]
  ) throws(RegressionError) -> any FittedRegressor {
    let rows = Double(features.rows)
    let means = features.columnSums.map { $0 / rows }
    let mean = targets.reduce(0, +) / rows
    let centred = features.standardised(means, means.map { _ in 1 })
    let rest = targets.map { $0 - mean }
    // The smaller of the two systems that have the same answer.
    let isTall = features.columns <= features.rows
    var system = isTall ? centred.gram : centred.timesTransposed(centred)
    for place in 0..<system.rows { system[place, place] += penalty }
    guard let factor = LinearAlgebra.Cholesky(system) else {
      throw RegressionError(
        "ridge regression found no answer: the penalty \(penalty) is too small for columns that depend "
          + "on one another")
    }
    let column = Matrix(rows: rest.count, columns: 1, values: rest)
    let coefficients =
      isTall
      ? factor.solve(centred.transposedTimes(column).values)
      : centred.transposedTimes(
        Matrix(rows: rest.count, columns: 1, values: factor.solve(rest))
      ).values
    var constant = mean
    for (a, b) in zip(coefficients, means) { constant -= a * b }
    return Fitted(coefficients: coefficients, constant: constant)
  }

  struct Fitted: FittedRegressor {
    let coefficients: [Double]
    let constant: Double

    init(coefficients: [Double], constant: Double) {
      (self.coefficients, self.constant) = (coefficients, constant)
    }

    func predict(_ features: Matrix) -> [Double] {
      features.times(coefficients).map { $0 + constant }
    }

    var parts: FittedParts {
      FittedParts(numbers: ["coefficients": coefficients, "constant": [constant]])
    }

    init(_ parts: FittedParts) throws(RegressionError) {
      self.init(
        coefficients: try parts.array("coefficients"), constant: try parts.number("constant"))
    }
  }
}
