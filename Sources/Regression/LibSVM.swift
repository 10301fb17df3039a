internal import CLibSVM

/// libsvm of Chang and Lin (2011), ACM TIST 2, loaded when it is first needed.
struct LibSVM: Sendable {
  private typealias Train =
    @convention(c) (
      UnsafePointer<lastbit_svm_problem>, UnsafePointer<lastbit_svm_parameter>
    ) -> UnsafeMutablePointer<lastbit_svm_model>?
  private typealias Check =
    @convention(c) (
      UnsafePointer<lastbit_svm_problem>, UnsafePointer<lastbit_svm_parameter>
    ) -> UnsafePointer<CChar>?
  private typealias Indices =
    @convention(c) (UnsafePointer<lastbit_svm_model>, UnsafeMutablePointer<Int32>) -> Void
  private typealias Free =
    @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<lastbit_svm_model>?>) -> Void
  private typealias Silence =
    @convention(c) ((@convention(c) (UnsafePointer<CChar>?) -> Void)?) -> Void

  private let train: Train
  private let check: Check
  private let indices: Indices
  private let free: Free
  /// `324` for 3.24.
  let version: Int32

  static let shared: Result<LibSVM, RegressionError> = {
    do throws(RegressionError) { return .success(try LibSVM()) } catch { return .failure(error) }
  }()

  private init() throws(RegressionError) {
    let library = try LoadedLibrary(
      "libsvm", variable: "LASTBIT_LIBSVM",
      names: ["libsvm.so.3", "libsvm.so.4", "libsvm.so", "libsvm.dylib"],
      advice: "install it (Debian: apt-get install libsvm3)")
    train = unsafeBitCast(try library.symbol("svm_train"), to: Train.self)
    check = unsafeBitCast(try library.symbol("svm_check_parameter"), to: Check.self)
    indices = unsafeBitCast(try library.symbol("svm_get_sv_indices"), to: Indices.self)
    free = unsafeBitCast(try library.symbol("svm_free_and_destroy_model"), to: Free.self)
    version = try library.symbol("libsvm_version").assumingMemoryBound(to: Int32.self).pointee
    let silence = unsafeBitCast(
      try library.symbol("svm_set_print_string_function"), to: Silence.self)
    silence { _ in }
  }

  /// Support vector regression with a kernel that is given.
  ///
  /// - Parameter kernel: of all pairs of rows.
  /// - Returns: the rows that support the answer, their coefficients, and what is subtracted.
  func regression(
    kernel: Matrix, _ targets: [Double], cost: Double, zone: Double, tolerance: Double
  ) throws(RegressionError) -> (rows: [Int], coefficients: [Double], offset: Double) {
    let count = kernel.rows
    let width = count + 2
    let nodes = UnsafeMutableBufferPointer<lastbit_svm_node>.allocate(capacity: count * width)
    let rows = UnsafeMutableBufferPointer<UnsafeMutablePointer<lastbit_svm_node>?>.allocate(
      capacity: count)
    let values = UnsafeMutableBufferPointer<Double>.allocate(capacity: count)
    defer {
      nodes.deallocate()
      rows.deallocate()
      values.deallocate()
    }
    for row in 0..<count {
      values[row] = targets[row]
      rows[row] = nodes.baseAddress.map { $0 + row * width }
      nodes[row * width] = lastbit_svm_node(index: 0, value: Double(row + 1))
      for column in 0..<count {
        nodes[row * width + column + 1] = lastbit_svm_node(
          index: Int32(column + 1), value: kernel[row, column])
      }
      nodes[row * width + width - 1] = lastbit_svm_node(index: -1, value: 0)
    }
    var problem = lastbit_svm_problem(
      count: Int32(count), targets: values.baseAddress, rows: rows.baseAddress)
    var parameter = lastbit_svm_parameter()
    (parameter.type, parameter.kernel) = (3, 4)
    (parameter.cost, parameter.zone, parameter.tolerance) = (cost, zone, tolerance)
    (parameter.cache, parameter.shrinking) = (200, 1)
    if let problem = check(&problem, &parameter) {
      throw RegressionError("libsvm refuses: \(String(cString: problem))")
    }
    var model = train(&problem, &parameter)
    defer { if model != nil { free(&model) } }
    guard let found = model, let all = found.pointee.coefficients,
      let offsets = found.pointee.offsets
    else { throw RegressionError("libsvm gave no model") }
    let vectors = Int(found.pointee.vectors)
    guard vectors > 0, let own = all[0] else { return ([], [], offsets[0]) }
    var chosen = [Int32](repeating: 0, count: vectors)
    indices(found, &chosen)
    return (
      chosen.map { Int($0) - 1 }, (0..<vectors).map { own[$0] }, offsets[0]
    )
  }
}
