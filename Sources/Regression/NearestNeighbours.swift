/// The mean of the nearest people: Cover and Hart (1967), IEEE Transactions on Information Theory 13.
///
/// Euclidean distances and equal weights, as scikit-learn's `KNeighborsRegressor`; of people at one
/// distance those that come first.
public struct NearestNeighbours: Regressor {
  private let count: Int

  /// - Parameter count: k, at least 1.
  public init(count: Int) { self.count = count }

  public func fit(
    _ features: Matrix, _ targets: [Double]
  ) throws(RegressionError) -> any FittedRegressor {
    guard count <= features.rows else {
      throw RegressionError(
        "the \(count) nearest neighbours were asked for, and there are \(features.rows) rows to learn "
          + "from; lower the number")
    }
    return Fitted(features: features, targets: targets, count: count)
  }

  struct Fitted: FittedRegressor {
    let features: Matrix
    let targets: [Double]
    let count: Int
    private let squares: [Double]

    init(features: Matrix, targets: [Double], count: Int) {
      (self.features, self.targets, self.count) = (features, targets, count)
      squares = features.squares
    }

    func predict(_ asked: Matrix) -> [Double] {
      var predictions: [Double] = []
      let chunk = 256
      for start in stride(from: 0, to: asked.rows, by: chunk) {
        let part = asked.selecting(start..<min(start + chunk, asked.rows))
        let products = part.timesTransposed(features)
        for (row, square) in part.squares.enumerated() {
          predictions.append(
            mean(part.row(row), products.row(row), square: square))
        }
      }
      return predictions
    }

    /// The mean target of the nearest rows.
    ///
    /// Distances by products are quick and a little wrong, so all rows that they leave in question are
    /// measured again, exactly.
    private func mean(
      _ asked: ArraySlice<Double>, _ products: ArraySlice<Double>, square: Double
    ) -> Double {
      var rough: [Double] = []
      rough.reserveCapacity(features.rows)
      for (product, other) in zip(products, squares) { rough.append(square + other - 2 * product) }
      let scale = square + (squares.max() ?? 0)
      let limit = kthLeast(rough) + 1e-12 * scale
      let near = rough.indices.filter { rough[$0] <= limit }.map { row in
        var distance = 0.0
        for (a, b) in zip(asked, features.row(row)) { distance += (a - b) * (a - b) }
        return (distance: distance, row: row)
      }
      let nearest = near.sorted { ($0.distance, $0.row) < ($1.distance, $1.row) }.prefix(count)
      return nearest.reduce(0) { $0 + targets[$1.row] } / Double(count)
    }

    /// The least value that at least `count` of them do not exceed.
    private func kthLeast(_ values: [Double]) -> Double {
      var kept: [Double] = []
      var most = -Double.infinity
      for value in values where kept.count < count || value < most {
        let place = kept.firstIndex { $0 > value } ?? kept.count
        kept.insert(value, at: place)
        if kept.count > count { kept.removeLast() }
        most = kept[kept.count - 1]
      }
      return most
    }

    var parts: FittedParts {
      FittedParts(numbers: [
        "features": features.values, "columns": [Double(features.columns)], "targets": targets,
        "count": [Double(count)],
      ])
    }

    init(_ parts: FittedParts) throws(RegressionError) {
      self.init(
        features: try parts.matrix("features"), targets: try parts.array("targets"),
        count: try parts.integer("count"))
      guard features.rows == targets.count, count <= targets.count, count > 0 else {
        throw RegressionError("the model is damaged: its rows and targets do not match")
      }
    }
  }
}
