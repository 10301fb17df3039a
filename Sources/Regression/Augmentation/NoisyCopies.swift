internal import Arithmetic

extension TrainingRows {
  /// Copies of each person's first row with Gaussian noise whose covariance is that of repeats around their
  /// person's mean, pooled over people.
  func noisyCopies(
    _ copies: Int, _ stream: RandomStream
  ) throws(RegressionError) -> (features: Matrix, targets: [Double]) {
    let factor = try covarianceOfRepeats().lowerFactor()
    var rows: [Double] = []
    var copied: [Double] = []
    for (person, row) in first.enumerated() {
      for copy in 0..<copies {
        let start = UInt64((person * copies + copy) * features.columns)
        let normals = (0..<features.columns).map { stream.normal(start + UInt64($0)) }
        for column in 0..<features.columns {
          var noise = 0.0
          for other in 0...column { noise += factor[column, other] * normals[other] }
          rows.append(features[row, column] + noise)
        }
        copied.append(targets[person])
      }
    }
    return (Matrix(rows: copied.count, columns: features.columns, values: rows), copied)
  }

  private func covarianceOfRepeats() throws(RegressionError) -> Matrix {
    let several = all.filter { $0.count > 1 }
    guard !several.isEmpty else {
      throw RegressionError(
        "noise is learnt from people with at least two repeats, and nobody has two")
    }
    var deviations: [Double] = []
    for rows in several {
      let mean = averages([rows])
      for row in rows {
        for column in 0..<features.columns {
          deviations.append(features[row, column] - mean[0, column])
        }
      }
    }
    let count = several.reduce(0) { $0 + $1.count }
    let matrix = Matrix(rows: count, columns: features.columns, values: deviations)
    var covariance = matrix.transposedTimes(matrix)
    let freedom = Double(count - several.count)
    for place in covariance.values.indices { covariance.values[place] /= freedom }
    return covariance
  }
}

extension Matrix {
  /// The lower triangular l with l lᵀ = self, for a covariance that may lack a few dimensions: what is
  /// added to its diagonal is 10⁻¹⁰ of it, and more where that is not enough.
  func lowerFactor() throws(RegressionError) -> Matrix {
    let most = (0..<rows).map { self[$0, $0] }.max() ?? 0
    guard most > 0 else { return self }
    for exponent in stride(from: -10.0, through: -2, by: 2) {
      var raised = self
      for place in 0..<rows {
        raised[place, place] += most * ElementaryFunctions.exponential(exponent * 2.302585092994046)
      }
      if let factor = LinearAlgebra.Cholesky(raised) { return factor.lower }
    }
    throw RegressionError("the covariance of the repeats is not finite")
  }
}
