internal import COpenBLAS

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
      let known = features.values.map { Float($0) }
      let most = squares.max() ?? 0
      var predictions: [Double] = []
      let chunk = 256
      var products = [Float](repeating: 0, count: min(chunk, asked.rows) * features.rows)
      for start in stride(from: 0, to: asked.rows, by: chunk) {
        let part = asked.selecting(start..<min(start + chunk, asked.rows))
        multiply(part.values.map { Float($0) }, known, &products)
        for (row, square) in part.squares.enumerated() {
          predictions.append(
            mean(
              part.row(row), products[row * features.rows..<(row + 1) * features.rows],
              square: square, most: most))
        }
      }
      return predictions
    }

    /// Products of asked by known rows. Their last bits depend on the library and decide nothing (see `mean`).
    private func multiply(_ asked: [Float], _ known: [Float], _ products: inout [Float]) {
      let (columns, rows) = (Int32(features.columns), Int32(features.rows))
      guard columns > 0 else { return }
      LinearAlgebra.useOneThread()
      products.withUnsafeMutableBufferPointer { products in
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasTrans, Int32(asked.count) / columns, rows, columns, 1,
          asked, columns, known, columns, 0, products.baseAddress, rows)
      }
    }

    /// The mean target of the nearest rows.
    ///
    /// Distances by products in binary32 are quick and a little wrong, so all rows that they leave in
    /// question are measured again, exactly: a sum of p products is wrong by (p + 2) 2⁻²⁴ of its terms at
    /// most, in whatever order they are added.
    private func mean(
      _ asked: ArraySlice<Double>, _ products: ArraySlice<Float>, square: Double, most: Double
    ) -> Double {
      let rough = Self.distances(products, squares, square)
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

    /// Squared distances by products; −∞ where they say nothing.
    private static func distances(
      _ products: ArraySlice<Float>, _ squares: [Double], _ square: Double
    ) -> [Double] {
      [Double](unsafeUninitializedCapacity: squares.count) { distances, count in
        products.withUnsafeBufferPointer { products in
          squares.withUnsafeBufferPointer { squares in
            for row in 0..<squares.count {
              let distance = square + squares[row] - 2 * Double(products[row])
              distances[row] = distance.isFinite ? distance : -.infinity
            }
          }
        }
        count = squares.count
      }
    }

    /// The least value that at least `count` of them do not exceed.
    private func kthLeast(_ values: [Double]) -> Double {
      var kept: [Double] = []
      kept.reserveCapacity(count + 1)
      var most = Double.infinity
      for value in values where value < most || kept.count < count {
        var (low, high) = (0, kept.count)
        while low < high {
          let middle = (low + high) / 2
          if kept[middle] > value { high = middle } else { low = middle + 1 }
        }
        kept.insert(value, at: low)
        if kept.count > count { kept.removeLast() }
        if kept.count == count { most = kept[count - 1] }
      }
      return kept[kept.count - 1]
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
