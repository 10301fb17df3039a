internal import ArithmeticTypes
internal import COpenBLAS

/// `ieee`, with matrix products, linear systems and factorisations through OpenBLAS and its LAPACK.
struct OpenBLAS: Backend {
  let specification: ArithmeticSpecification
  let rule32 = NearestRounding<Float>()
  let rule64 = NearestRounding<Double>()
  var session: Session

  static let description = BackendDescription(
    name: "openblas",
    summary: "Binary32 through OpenBLAS where it serves; bits depend on the CPU and the library.",
    definition: """
      Matrix products through cblas_sgemm or cblas_dgemm; linear systems, Cholesky factors and \
      singular values through LAPACK (sgesv, spotrf, spotrs, sgesdd and their binary64 twins), on \
      one thread, in whatever order the library takes on this CPU; everything else as 'ieee'.
      """,
    coverage: "Every operation; none is perturbed.",
    isDeterministic: true, perturbs: false,
    library: { library }
  ) { specification, session in
    _ = library
    return OpenBLAS(specification: specification, session: session)
  }

  /// Version, build and core type of the library; setting threads here makes it happen first.
  ///
  /// One thread: on some core types the bits depend on the number of threads. To set it starts all of
  /// them, which wait for work in busy loops.
  private static let library: String = {
    openblas_set_num_threads(1)
    lastbit_end_blas_threads()
    guard let config = openblas_get_config(), let core = openblas_get_corename() else {
      return "OpenBLAS, unknown version"
    }
    return "\(String(cString: config).trimmed) core \(String(cString: core))"
  }()

  func matrixProduct(
    _ a: RealTensor, _ b: RealTensor, transposeA: Bool, transposeB: Bool
  ) -> RealTensor {
    let shape = ProductShape(a, b, transposeA, transposeB)
    count(rule32, shape.tally)
    let turns = (
      transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans
    )
    let (m, n, depth) = (Int32(shape.rows), Int32(shape.columns), Int32(shape.depth))
    let (strideA, strideB) = (transposeA ? m : depth, transposeB ? depth : n)
    switch (a, b) {
    case (.binary32(let x), .binary32(let y)):
      return .binary32(
        multiply(x, y, shape) {
          cblas_sgemm(
            CblasRowMajor, turns.0, turns.1, m, n, depth, 1, $0, strideA, $1, strideB, 0, $2, n)
        })
    case (.binary64(let x), .binary64(let y)):
      return .binary64(
        multiply(x, y, shape) {
          cblas_dgemm(
            CblasRowMajor, turns.0, turns.1, m, n, depth, 1, $0, strideA, $1, strideB, 0, $2, n)
        })
    default: preconditionFailure("formats \(a.format) and \(b.format) differ")
    }
  }

  /// One call of the library for each matrix of a stack.
  private func multiply<Real: RealNumber>(
    _ a: Tensor<Real>, _ b: Tensor<Real>, _ shape: ProductShape,
    _ product: (UnsafePointer<Real>, UnsafePointer<Real>, UnsafeMutablePointer<Real>) -> Void
  ) -> Tensor<Real> {
    let (left, right) = (shape.rows * shape.depth, shape.depth * shape.columns)
    let size = shape.rows * shape.columns
    // The library refuses leading dimensions of zero.
    guard left > 0, right > 0 else {
      return Tensor(
        shape: shape.result, values: [Real](repeating: 0, count: shape.items * size))
    }
    let values = [Real](unsafeUninitializedCapacity: shape.items * size) { output, initialized in
      a.values.withUnsafeBufferPointer { a in
        b.values.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let output = output.baseAddress
          else { return }
          for item in 0..<shape.items {
            product(a + item * left, b + item * right, output + item * size)
          }
        }
      }
      initialized = shape.items * size
    }
    return Tensor(shape: shape.result, values: values)
  }

  func solve(_ a: RealTensor, _ b: RealTensor) -> RealTensor? {
    let (n, m) = a.sizes(ofSystemWith: b)
    count(rule32, .solve(n, m))
    guard n > 0, m > 0 else { return b }
    // LAPACK is column-major: transposed in, transposed out.
    switch (a, b) {
    case (.binary32(let x), .binary32(let y)):
      guard let solution = solve(x, y, n, m, { sgesv_($0, $1, $2, $0, $3, $4, $0, $5) }) else {
        return nil
      }
      return .binary32(solution)
    case (.binary64(let x), .binary64(let y)):
      guard let solution = solve(x, y, n, m, { dgesv_($0, $1, $2, $0, $3, $4, $0, $5) }) else {
        return nil
      }
      return .binary64(solution)
    default: preconditionFailure("formats \(a.format) and \(b.format) differ")
    }
  }

  private typealias LapackSolve<Real> = (
    _ n: UnsafePointer<Int32>, _ columns: UnsafePointer<Int32>, _ a: UnsafeMutablePointer<Real>,
    _ pivots: UnsafeMutablePointer<Int32>, _ b: UnsafeMutablePointer<Real>,
    _ info: UnsafeMutablePointer<Int32>
  ) -> Void

  private func solve<Real: RealNumber>(
    _ a: Tensor<Real>, _ b: Tensor<Real>, _ n: Int, _ m: Int, _ lapack: LapackSolve<Real>
  ) -> Tensor<Real>? {
    var matrix = a.rowMajor(transposed: true).values
    var sides = b.rowMajor(transposed: true).values
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    var pivots = [Int32](repeating: 0, count: n)
    var info: Int32 = 0
    var (size, columns) = (Int32(n), Int32(m))
    lapack(&size, &columns, &matrix, &pivots, &sides, &info)
    guard info == 0 else { return nil }
    return Tensor(shape: [m, n], values: sides).rowMajor(transposed: true)
  }
}

extension String {
  /// Without blanks at either end.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
