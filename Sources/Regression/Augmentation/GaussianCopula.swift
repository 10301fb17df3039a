internal import Arithmetic
internal import Statistics

/// People like those that were seen: every feature, and the target, keeps its own distribution, and they
/// go together as the normal scores of their ranks do.
///
/// The Gaussian copula of Nelsen (2006), An Introduction to Copulas, as synthetic-data packages fit it.
struct GaussianCopula {
  /// Sorted values of each column; the target is the last one.
  private let sorted: [[Double]]
  private let factor: Matrix

  init(_ features: Matrix, _ targets: [Double]) throws(RegressionError) {
    let columns = (0..<features.columns).map { features.column($0) } + [targets]
    sorted = columns.map { $0.sorted() }
    let count = Double(targets.count)
    var scores = Matrix(rows: targets.count, columns: columns.count)
    for (column, values) in columns.enumerated() {
      for (row, rank) in Correlation.ranks(values).enumerated() {
        scores[row, column] = NormalDistribution.quantile(rank / (count + 1))
      }
    }
    var correlation = scores.transposedTimes(scores)
    // Columns of one value go with nothing; the product of two such sizes is still above 0.
    let sizes = (0..<columns.count).map { max(correlation[$0, $0].squareRoot(), 1e-150) }
    // A little less correlation than was seen: with few people the matrix would lack dimensions.
    let shrinkage = min(0.5, 1 / count)
    for row in 0..<columns.count {
      for column in 0..<columns.count {
        correlation[row, column] =
          row == column
          ? 1 : (1 - shrinkage) * correlation[row, column] / (sizes[row] * sizes[column])
      }
    }
    factor = try correlation.lowerFactor()
  }

  func people(_ count: Int, _ stream: RandomStream) -> (features: Matrix, targets: [Double]) {
    let width = sorted.count
    var features: [Double] = []
    var targets: [Double] = []
    for person in 0..<count {
      let normals = (0..<width).map { stream.normal(UInt64(person * width + $0)) }
      for column in 0..<width {
        var score = 0.0
        for other in 0...column { score += factor[column, other] * normals[other] }
        let value = quantile(NormalDistribution.cumulative(score), sorted[column])
        if column == width - 1 { targets.append(value) } else { features.append(value) }
      }
    }
    return (Matrix(rows: count, columns: width - 1, values: features), targets)
  }

  /// Between sorted values, as they are placed at ranks / (n + 1).
  private func quantile(_ probability: Double, _ sorted: [Double]) -> Double {
    let place = min(max(probability * Double(sorted.count + 1) - 1, 0), Double(sorted.count - 1))
    let below = min(Int(place), max(sorted.count - 2, 0))
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
