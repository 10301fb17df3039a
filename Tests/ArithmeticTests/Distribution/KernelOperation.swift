import Arithmetic

/// An operation that element-wise kernels offer, and how to draw results of it.
enum KernelOperation: String, CaseIterable {
  case add, subtract, multiply, divide, squareRoot, multiplyAdd, convert

  /// The same operation for the oracle; a multiply-add has two roundings.
  var exact: ExactOperation {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .squareRoot: .squareRoot
    case .multiplyAdd: .fusedMultiplyAdd
    case .convert: .convert
    }
  }

  /// Formats that results can have.
  var formats: [RealFormat] { self == .convert ? [.binary32] : RealFormat.allCases }

  /// What `backend` may make of the operands.
  func outcomes(_ operands: [Double], _ backend: JudgedBackend, _ format: RealFormat) -> Outcomes {
    let (rounding, format) = (backend.rounding, BinaryFormat(format))
    return self == .multiplyAdd && !backend.isFused
      ? rounding.multiplyThenAdd(operands[0], operands[1], operands[2], in: format)
      : rounding.outcomes(exact, operands, in: format)
  }

  /// `count` independent results for the same operands, from one kernel call.
  func draws(_ arithmetic: any Arithmetic, _ operands: [Double], _ format: RealFormat, count: Int)
    -> [Double]
  {
    apply(arithmetic, operands.map { [Double](repeating: $0, count: count) }, format)
  }

  /// The kernel's results for columns of operands.
  func apply(_ arithmetic: any Arithmetic, _ columns: [[Double]], _ format: RealFormat)
    -> [Double]
  {
    let source = self == .convert ? .binary64 : format
    let x = columns.map { RealTensor(source, shape: [$0.count], $0) }
    let result =
      switch self {
      case .add: arithmetic.add(x[0], x[1])
      case .subtract: arithmetic.subtract(x[0], x[1])
      case .multiply: arithmetic.multiply(x[0], x[1])
      case .divide: arithmetic.divide(x[0], x[1])
      case .squareRoot: arithmetic.squareRoot(x[0])
      case .multiplyAdd: arithmetic.multiplyAdd(x[0], x[1], x[2])
      case .convert: arithmetic.convert(x[0], to: format)
      }
    return result.doubles
  }
}
