/// Weights of people by how well their numbers are known.
package enum InverseVariance {
  /// 1 / (σ² + s² / n) for each person, s² the variance of its n repeats (the mean one where it has a
  /// single repeat) and σ² what remains of the total variance: the more a person's repeats agree, the more
  /// it counts, and never beyond what people differ among themselves.
  ///
  /// - Parameters:
  ///   - rows: each person's repeats, at least one.
  ///   - total: the variance of people's means around what is explained of them.
  /// - Returns: weights of mean 1; `nil` where nobody has two repeats.
  package static func weights(_ rows: [[Double]], total: Double) -> [Double]? {
    let variances = rows.map { row -> Double? in
      guard row.count > 1, let own = Distribution(row) else { return nil }
      return own.standardDeviation * own.standardDeviation
    }
    let known = variances.compactMap { $0 }
    guard !known.isEmpty else { return nil }
    let mean = known.reduce(0, +) / Double(known.count)
    let errors = zip(rows, variances).map { ($1 ?? mean) / Double($0.count) }
    let noise = errors.reduce(0, +) / Double(errors.count)
    // Where noise explains all of the variance, people still differ by a little: no weight is infinite.
    let between = max(total - noise, 0.01 * total, 1e-300)
    let weights = errors.map { 1 / (between + $0) }
    let scale = weights.reduce(0, +) / Double(weights.count)
    return weights.map { $0 / scale }
  }
}
