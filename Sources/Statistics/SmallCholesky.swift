import Arithmetic

/// The lower triangular factor of a small symmetric positive definite matrix.
struct SmallCholesky {
  private let size: Int
  /// By row, zero above the diagonal.
  private var factor: [Double]

  /// - Returns: `nil` where a pivot is not positive.
  init?(_ matrix: [[Double]]) {
    size = matrix.count
    factor = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row][column]
        for inner in 0..<column {
          sum -= factor[row * size + inner] * factor[column * size + inner]
        }
        if row == column {
          guard sum > 0, sum.isFinite else { return nil }
          factor[row * size + row] = sum.squareRoot()
        } else {
          factor[row * size + column] = sum / factor[column * size + column]
        }
      }
    }
  }

  /// Of the determinant.
  var logarithm: Double {
    (0..<size).reduce(0) { $0 + 2 * ElementaryFunctions.logarithm(factor[$1 * size + $1]) }
  }

  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for row in 0..<size {
      for column in 0..<row { x[row] -= factor[row * size + column] * x[column] }
      x[row] /= factor[row * size + row]
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for other in row + 1..<max(size, row + 1) { x[row] -= factor[other * size + row] * x[other] }
      x[row] /= factor[row * size + row]
    }
    return x
  }

  /// The matrix's inverse, by row.
  var inverse: [Double] {
    var inverse = [Double](repeating: 0, count: size * size)
    for column in 0..<size {
      let solved = solve((0..<size).map { $0 == column ? 1 : 0 })
      for row in 0..<size { inverse[row * size + column] = solved[row] }
    }
    return inverse
  }
}
