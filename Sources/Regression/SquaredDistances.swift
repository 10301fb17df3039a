internal import Arithmetic

/// Squared Euclidean distances of rows, by products of matrices.
struct SquaredDistances {
  private let distances: Matrix

  init(_ a: Matrix, _ b: Matrix) {
    var distances = a.timesTransposed(b)
    let (left, right) = (a.squares, b.squares)
    var place = 0
    distances.forEachRow { row in
      for column in row.indices {
        row[column] = max(0, left[place] + right[column] - 2 * row[column])
      }
      place += 1
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
    kernel.forEachRow { row in
      for column in row.indices {
        let exponent = -gamma * row[column]
        row[column] = exponent < -700 ? 0 : ElementaryFunctions.exponential(exponent)
      }
    }
    return kernel
  }
}
