internal import Arithmetic

/// Squared Euclidean distances of rows, by products of matrices.
struct SquaredDistances {
  private let distances: Matrix

  init(_ a: Matrix, _ b: Matrix) {
    var distances = a.timesTransposed(b)
    let (left, right) = (a.squares, b.squares)
    for row in 0..<a.rows {
      for column in 0..<b.rows {
        let place = row * b.rows + column
        distances.values[place] = max(0, left[row] + right[column] - 2 * distances.values[place])
      }
    }
    self.distances = distances
  }

  /// Of the rows of one matrix; 0 from a row to itself.
  init(_ a: Matrix) {
    var own = SquaredDistances(a, a).distances
    for row in 0..<a.rows { own[row, row] = 0 }
    distances = own
  }

  /// exp(−d² / 2 ℓ²).
  func kernel(_ length: Double) -> Matrix { kernel(gamma: 1 / (2 * length * length)) }

  /// exp(−γ d²).
  func kernel(gamma: Double) -> Matrix {
    var kernel = distances
    for place in kernel.values.indices {
      let exponent = -gamma * kernel.values[place]
      kernel.values[place] = exponent < -700 ? 0 : ElementaryFunctions.exponential(exponent)
    }
    return kernel
  }
}
