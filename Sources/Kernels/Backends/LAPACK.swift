internal import ArithmeticTypes
internal import COpenBLAS

/// Factorisations of `openblas` through LAPACK. It is column-major: a buffer of rows is the
/// transpose there.
extension OpenBLAS {
  func cholesky(_ a: RealTensor) -> RealTensor? {
    precondition(a.shape.count == 2 && a.shape[0] == a.shape[1], "a square matrix expected")
    let n = a.shape[0]
    count(rule32, .cholesky(n))
    switch a {
    case .binary32(let x):
      return factor(x.values, n) { spotrf_("U", $0, $1, $0, $2, 1) }.map { .binary32($0) }
    case .binary64(let x):
      return factor(x.values, n) { dpotrf_("U", $0, $1, $0, $2, 1) }.map { .binary64($0) }
    }
  }

  private func factor<Real: RealNumber>(
    _ a: [Real], _ n: Int,
    _ lapack: (UnsafePointer<Int32>, UnsafeMutablePointer<Real>, UnsafeMutablePointer<Int32>) ->
      Void
  ) -> Tensor<Real>? {
    guard n > 0 else { return Tensor(shape: [0, 0], values: []) }
    var l = a
    for i in 0..<n {
      guard l[i * n...i * n + i].allSatisfy(\.isFinite) else { return nil }
      for j in i + 1..<max(n, i + 1) { l[i * n + j] = 0 }
    }
    var (size, info) = (Int32(n), Int32(0))
    lapack(&size, &l, &info)
    guard info == 0, (0..<n).allSatisfy({ l[$0 * n + $0].isFinite }) else { return nil }
    return Tensor(shape: [n, n], values: l)
  }

  func solve(cholesky l: RealTensor, _ b: RealTensor) -> RealTensor {
    let (n, m) = l.sizes(ofSystemWith: b)
    count(rule32, .choleskySolve(n, m))
    guard n > 0, m > 0 else { return b }
    var (size, columns, info) = (Int32(n), Int32(m), Int32(0))
    switch (l, b) {
    case (.binary32(let x), .binary32(let y)):
      var sides = y.rowMajor(transposed: true).values
      spotrs_("U", &size, &columns, x.values, &size, &sides, &size, &info, 1)
      return .binary32(Tensor(shape: [m, n], values: sides).rowMajor(transposed: true))
    case (.binary64(let x), .binary64(let y)):
      var sides = y.rowMajor(transposed: true).values
      dpotrs_("U", &size, &columns, x.values, &size, &sides, &size, &info, 1)
      return .binary64(Tensor(shape: [m, n], values: sides).rowMajor(transposed: true))
    default: preconditionFailure("formats \(l.format) and \(b.format) differ")
    }
  }

  /// Counted by the estimate of Golub and Van Loan for a thin decomposition, 7 m k² + 4 k³
  /// multiply-adds: the true number depends on the data.
  func singularValues(_ a: RealTensor) -> (u: RealTensor, values: RealTensor, v: RealTensor)? {
    precondition(a.shape.count == 2, "a matrix expected")
    let (m, n) = (a.shape[0], a.shape[1])
    let k = min(m, n)
    count(rule32, Tally(accumulate: 7 * max(m, n) * k * k + 4 * k * k * k))
    switch a {
    case .binary32(let x):
      return decompose(x) {
        sgesdd_("S", $0, $1, $2, $0, $3, $4, $0, $5, $6, $7, $8, $9, $10, 1)
      }.map { (.binary32($0.u), .binary32($0.values), .binary32($0.v)) }
    case .binary64(let x):
      return decompose(x) {
        dgesdd_("S", $0, $1, $2, $0, $3, $4, $0, $5, $6, $7, $8, $9, $10, 1)
      }.map { (.binary64($0.u), .binary64($0.values), .binary64($0.v)) }
    }
  }

  /// m, n, a, s, u, vᵀ, its leading dimension, work, its size, integer work, info.
  private typealias Decomposition<Real> = (
    UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafeMutablePointer<Real>,
    UnsafeMutablePointer<Real>, UnsafeMutablePointer<Real>, UnsafeMutablePointer<Real>,
    UnsafePointer<Int32>, UnsafeMutablePointer<Real>, UnsafePointer<Int32>,
    UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
  ) -> Void

  /// The transpose is decomposed, so that its right vectors are the left ones of `a`.
  private func decompose<Real: RealNumber>(_ a: Tensor<Real>, _ lapack: Decomposition<Real>)
    -> (u: Tensor<Real>, values: Tensor<Real>, v: Tensor<Real>)?
  {
    let (rows, columns) = (a.shape[0], a.shape[1])
    let k = min(rows, columns)
    guard a.values.allSatisfy(\.isFinite) else { return nil }
    var (matrix, values) = (a.values, [Real](repeating: 0, count: k))
    var right = [Real](repeating: 0, count: columns * k)
    var left = [Real](repeating: 0, count: k * rows)
    if k > 0 {
      var (m, n, small, info) = (Int32(columns), Int32(rows), Int32(k), Int32(0))
      var integers = [Int32](repeating: 0, count: 8 * k)
      // A size of −1 asks for the best size, which comes back as the first number.
      var (work, size) = ([Real](repeating: 0, count: 1), Int32(-1))
      for _ in 0..<2 {
        lapack(
          &m, &n, &matrix, &values, &right, &left, &small, &work, &size, &integers, &info)
        guard info == 0, work[0].wide < Double(Int32.max) else { return nil }
        if size == -1 {
          size = Int32(work[0].wide) + 1
          work = [Real](repeating: 0, count: Int(size))
        }
      }
    }
    return (
      Tensor(shape: [rows, k], values: left), Tensor(shape: [k], values: values),
      Tensor(shape: [k, columns], values: right).rowMajor(transposed: true)
    )
  }
}
