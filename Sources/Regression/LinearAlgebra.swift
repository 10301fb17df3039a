internal import COpenBLAS

/// What regressors need of LAPACK, through OpenBLAS.
enum LinearAlgebra {
  /// One thread inside the library: its sums depend on how many it has. Work is shared out over folds.
  static func useOneThread() { _ = oneThread }
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// Release and processor of the library, which its bits depend on.
  static var version: String {
    "\(openblas_get_config().map { String(cString: $0) } ?? "OpenBLAS") "
      + (openblas_get_corename().map { String(cString: $0) } ?? "")
  }

  /// The Cholesky factor of a symmetric positive definite matrix.
  struct Cholesky {
    private let factor: Matrix

    /// - Parameter matrix: what stands above the diagonal is not read.
    /// - Returns: `nil` where the matrix is not positive definite.
    init?(_ matrix: Matrix) {
      precondition(matrix.rows == matrix.columns)
      useOneThread()
      var factor = matrix
      var (size, status): (Int32, Int32) = (Int32(matrix.rows), 0)
      factor.values.withUnsafeMutableBufferPointer {
        dpotrf_("U", &size, $0.baseAddress, &size, &status, 1)
      }
      // LAPACK's pivots do not see NaN.
      guard status == 0, factor.values.allSatisfy(\.isFinite) else { return nil }
      self.factor = factor
    }

    /// x with matrix × x = `right`.
    func solve(_ right: [Double]) -> [Double] {
      var x = right
      var (size, columns, status): (Int32, Int32, Int32) = (Int32(factor.rows), 1, 0)
      x.withUnsafeMutableBufferPointer {
        dpotrs_("U", &size, &columns, factor.values, &size, $0.baseAddress, &size, &status, 1)
      }
      return x
    }

    /// The factor itself, zero above the diagonal.
    var lower: Matrix {
      var lower = factor
      for row in 0..<factor.rows {
        for column in row + 1..<max(factor.columns, row + 1) { lower[row, column] = 0 }
      }
      return lower
    }

    /// Half the logarithm of the determinant is the sum of those of the diagonal.
    var diagonal: [Double] { (0..<factor.rows).map { factor[$0, $0] } }
  }
}
