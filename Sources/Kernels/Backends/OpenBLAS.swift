internal import ArithmeticTypes
internal import COpenBLAS

/// `ieee`, with matrix products and linear systems through OpenBLAS and its LAPACK.
struct OpenBLAS: Backend {
  let specification: ArithmeticSpecification
  let rule32 = NearestRounding<Float>()
  let rule64 = NearestRounding<Double>()
  var session: Session

  static let description = BackendDescription(
    name: "openblas",
    summary: "Binary32 through OpenBLAS where it serves; bits depend on the CPU and the library.",
    definition: """
      Matrix products through cblas_sgemm or cblas_dgemm and linear systems through LAPACK sgesv or \
      dgesv, on one thread, in whatever order the library takes on this CPU; everything else as \
      'ieee'.
      """,
    coverage: "Every operation; none is perturbed.",
    isDeterministic: true, perturbs: false,
    identity: { "\($0.label) kernels \(BackendDescription.kernelDefinition) \(library)" }
  ) { specification, session in
    _ = library
    return OpenBLAS(specification: specification, session: session)
  }

  /// Version, build and core type of the library; setting threads here makes it happen first.
  ///
  /// One thread: on some core types the bits depend on the number of threads.
  private static let library: String = {
    openblas_set_num_threads(1)
    guard let config = openblas_get_config(), let core = openblas_get_corename() else {
      return "OpenBLAS, unknown version"
    }
    return "\(String(cString: config).trimmed) core \(String(cString: core))"
  }()

  func matrixProduct(
    _ a: RealTensor, _ b: RealTensor, transposeA: Bool, transposeB: Bool
  ) -> RealTensor {
    precondition(a.shape.count == 2 && b.shape.count == 2, "matrices expected")
    let (m, depth) = transposeA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (inner, n) = transposeB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    precondition(depth == inner, "inner sizes \(depth) and \(inner) differ")
    count(rule32, Tally(accumulate: m * n * depth))
    // The library refuses leading dimensions of zero.
    guard m > 0, n > 0, depth > 0 else {
      return RealTensor(a.format, shape: [m, n], [Double](repeating: 0, count: m * n))
    }
    let (turnA, turnB) = (
      transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans
    )
    let sizes = (Int32(m), Int32(n), Int32(depth))
    let (strideA, strideB) = (Int32(a.shape[1]), Int32(b.shape[1]))
    switch (a, b) {
    case (.binary32(let x), .binary32(let y)):
      let values = [Float](unsafeUninitializedCapacity: m * n) { output, initialized in
        cblas_sgemm(
          CblasRowMajor, turnA, turnB, sizes.0, sizes.1, sizes.2, 1, x.values, strideA, y.values,
          strideB, 0, output.baseAddress, sizes.1)
        initialized = m * n
      }
      return .binary32(Tensor(shape: [m, n], values: values))
    case (.binary64(let x), .binary64(let y)):
      let values = [Double](unsafeUninitializedCapacity: m * n) { output, initialized in
        cblas_dgemm(
          CblasRowMajor, turnA, turnB, sizes.0, sizes.1, sizes.2, 1, x.values, strideA, y.values,
          strideB, 0, output.baseAddress, sizes.1)
        initialized = m * n
      }
      return .binary64(Tensor(shape: [m, n], values: values))
    default: preconditionFailure("formats \(a.format) and \(b.format) differ")
    }
  }

  func solve(_ a: RealTensor, _ b: RealTensor) -> RealTensor? {
    precondition(
      a.shape.count == 2 && a.shape[0] == a.shape[1] && b.shape.count == 2
        && b.shape[0] == a.shape[0], "shapes \(a.shape) and \(b.shape) are not those of a system")
    let (n, m) = (b.shape[0], b.shape[1])
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
