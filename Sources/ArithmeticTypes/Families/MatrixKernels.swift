/// Products, systems and factors of matrices, row-major `[rows, columns]`.
///
/// A family of the kernels that make an `Arithmetic`.
public protocol MatrixKernels: Sendable {
  /// `op(a) × op(b)`; k ascending, one accumulator an output element.
  ///
  /// Axes before the matrices' own are those of a stack, the same for both, whose matrices are
  /// multiplied pair by pair.
  func matrixProduct(_ a: RealTensor, _ b: RealTensor, transposeA: Bool, transposeB: Bool)
    -> RealTensor
  /// Solves `a x = b` by Gaussian elimination with partial pivoting; `a` is `[n, n]`, `b` `[n, m]`.
  ///
  /// - Returns: `nil` where a pivot is zero or not finite.
  func solve(_ a: RealTensor, _ b: RealTensor) -> RealTensor?
  /// The lower triangular l with l lᵀ = a, zero above the diagonal; `a` is `[n, n]` and symmetric, and
  /// only its lower triangle is read.
  ///
  /// - Returns: `nil` where a pivot is not positive or not finite.
  func cholesky(_ a: RealTensor) -> RealTensor?
  /// Solves l lᵀ x = b with the factor that `cholesky` gave; `b` is `[n, m]`.
  func solve(cholesky l: RealTensor, _ b: RealTensor) -> RealTensor
  /// `a = u · diag(values) · vᵀ` with k = min(m, n) columns: `u` `[m, k]`, `v` `[n, k]`, values
  /// descending.
  ///
  /// By one-sided Jacobi rotations (Hestenes 1958), at most 30 sweeps. A left vector whose singular
  /// value is zero is zero (for a wide matrix, a right one).
  /// - Returns: `nil` where an element is not finite, or LAPACK does not converge.
  func singularValues(_ a: RealTensor) -> (u: RealTensor, values: RealTensor, v: RealTensor)?
}
