internal import COpenBLAS

/// Numbers in rows and columns, by row: a row a person, a column a feature.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  public var values: [Double]

  /// - Precondition: as many values.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "\(values.count) values in \(rows) × \(columns)")
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  public init(rows: Int, columns: Int) {
    self.init(
      rows: rows, columns: columns, values: [Double](repeating: 0, count: rows * columns))
  }

  public subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  public func row(_ row: Int) -> ArraySlice<Double> {
    values[row * columns..<(row + 1) * columns]
  }

  /// Changes numbers row by row; an array asks before every write whether it is the only one.
  mutating func forEachRow(_ change: (inout UnsafeMutableBufferPointer<Double>) -> Void) {
    let (rows, columns) = (rows, columns)
    guard columns > 0 else { return }
    values.withUnsafeMutableBufferPointer { all in
      for row in 0..<rows {
        var own = UnsafeMutableBufferPointer(rebasing: all[row * columns..<(row + 1) * columns])
        change(&own)
      }
    }
  }

  public func column(_ column: Int) -> [Double] { (0..<rows).map { self[$0, column] } }

  /// Some rows, in any order and as often as wanted.
  public func selecting(_ chosen: some Collection<Int>) -> Matrix {
    var values: [Double] = []
    values.reserveCapacity(chosen.count * columns)
    for row in chosen { values += self.row(row) }
    return Matrix(rows: chosen.count, columns: columns, values: values)
  }

  /// The rows of both.
  public func appending(_ other: Matrix) -> Matrix {
    precondition(columns == other.columns)
    return Matrix(rows: rows + other.rows, columns: columns, values: values + other.values)
  }

  /// The sum of each column, row after row.
  var columnSums: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    let (rows, columns) = (rows, columns)
    values.withUnsafeBufferPointer { values in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rows {
          for column in 0..<columns { sums[column] += values[row * columns + column] }
        }
      }
    }
    return sums
  }

  /// The sum of squared distances of each column from a number.
  func columnSquares(around means: [Double]) -> [Double] {
    precondition(means.count == columns)
    var sums = [Double](repeating: 0, count: columns)
    let (rows, columns) = (rows, columns)
    values.withUnsafeBufferPointer { values in
      means.withUnsafeBufferPointer { means in
        sums.withUnsafeMutableBufferPointer { sums in
          for row in 0..<rows {
            for column in 0..<columns {
              let rest = values[row * columns + column] - means[column]
              sums[column] += rest * rest
            }
          }
        }
      }
    }
    return sums
  }

  /// Each column less its mean, over its deviation.
  func standardised(_ means: [Double], _ deviations: [Double]) -> Matrix {
    precondition(means.count == columns && deviations.count == columns)
    let (rows, columns) = (rows, columns)
    let standard = [Double](unsafeUninitializedCapacity: values.count) { result, count in
      values.withUnsafeBufferPointer { values in
        means.withUnsafeBufferPointer { means in
          deviations.withUnsafeBufferPointer { deviations in
            for row in 0..<rows {
              for column in 0..<columns {
                let place = row * columns + column
                result[place] = (values[place] - means[column]) / deviations[column]
              }
            }
          }
        }
      }
      count = values.count
    }
    return Matrix(rows: rows, columns: columns, values: standard)
  }

  /// The sum of squares of each row.
  var squares: [Double] {
    (0..<rows).map { row in
      var sum = 0.0
      for value in self.row(row) { sum += value * value }
      return sum
    }
  }

  /// `self × otherᵀ`.
  func timesTransposed(_ other: Matrix) -> Matrix {
    precondition(columns == other.columns)
    var product = Matrix(rows: rows, columns: other.rows)
    guard rows > 0, other.rows > 0, columns > 0 else { return product }
    LinearAlgebra.useOneThread()
    product.values.withUnsafeMutableBufferPointer { result in
      cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(rows), Int32(other.rows), Int32(columns), 1,
        values, Int32(columns), other.values, Int32(columns), 0, result.baseAddress,
        Int32(other.rows))
    }
    return product
  }

  /// `selfᵀ × other`.
  func transposedTimes(_ other: Matrix) -> Matrix {
    precondition(rows == other.rows)
    var product = Matrix(rows: columns, columns: other.columns)
    guard columns > 0, other.columns > 0, rows > 0 else { return product }
    LinearAlgebra.useOneThread()
    product.values.withUnsafeMutableBufferPointer { result in
      cblas_dgemm(
        CblasRowMajor, CblasTrans, CblasNoTrans, Int32(columns), Int32(other.columns), Int32(rows),
        1, values, Int32(columns), other.values, Int32(other.columns), 0, result.baseAddress,
        Int32(other.columns))
    }
    return product
  }

  /// `selfᵀ × self` in and below the diagonal, zero above.
  var gram: Matrix {
    var product = Matrix(rows: columns, columns: columns)
    guard columns > 0, rows > 0 else { return product }
    LinearAlgebra.useOneThread()
    product.values.withUnsafeMutableBufferPointer { result in
      cblas_dsyrk(
        CblasRowMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, values,
        Int32(columns), 0, result.baseAddress, Int32(columns))
    }
    return product
  }

  /// `self × vector`.
  func times(_ vector: [Double]) -> [Double] {
    precondition(columns == vector.count)
    return timesTransposed(Matrix(rows: 1, columns: columns, values: vector)).values
  }
}
