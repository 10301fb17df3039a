internal import Arithmetic

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

    func predict(_ asked: Matrix) throws(RegressionError) -> [Double] {
      let kernels: any Arithmetic
      do { kernels = try Arithmetics.make(.ieee, seed: 0, threads: 1) } catch {
        throw RegressionError("\(error)")
      }
      let known = features.tensor(.binary32)
      let most = squares.max() ?? 0
      var predictions: [Double] = []
      let chunk = 256
      for start in stride(from: 0, to: asked.rows, by: chunk) {
        let part = asked.selecting(start..<min(start + chunk, asked.rows))
        let products = kernels.matrixProduct(
          part.tensor(.binary32), known, transposeA: false, transposeB: true)
        guard case .binary32(let tensor) = products else { continue }
        for (row, square) in part.squares.enumerated() {
          predictions.append(
            mean(
              part.row(row), tensor.values[row * features.rows..<(row + 1) * features.rows],
              square: square, most: most))
        }
      }
      return predictions
    }

    /// The mean target of the nearest rows.
    ///
    /// Distances by products in binary32 are quick and a little wrong, so all rows that they leave in
    /// question are measured again, exactly: a sum of p products is wrong by (p + 2) 2⁻²⁴ of its terms at
    /// most.
    private func mean(
      _ asked: ArraySlice<Double>, _ products: ArraySlice<Float>, square: Double, most: Double
    ) -> Double {
      var rough: [Double] = []
      rough.reserveCapacity(features.rows)
      for (product, other) in zip(products, squares) {
        let distance = square + other - 2 * Double(product)
        rough.append(distance.isFinite ? distance : -.infinity)
      }
      let error = 4 * Double(features.columns + 2) * 0x1p-24 * (square + most)
      let limit = kthLeast(rough) + error
      var near: [(distance: Double, row: Int)] = []
      for row in rough.indices where rough[row] <= limit {
        var distance = 0.0
        for (a, b) in zip(asked, features.row(row)) { distance += (a - b) * (a - b) }
        near.append((distance, row))
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
