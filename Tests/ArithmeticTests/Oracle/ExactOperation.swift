/// An operation on floating-point numbers, and its exact result.
enum ExactOperation: String, CaseIterable {
  case add, subtract, multiply, divide, squareRoot, fusedMultiplyAdd, convert

  var operandCount: Int {
    switch self {
    case .squareRoot, .convert: 1
    case .add, .subtract, .multiply, .divide: 2
    case .fusedMultiplyAdd: 3
    }
  }

  /// The exact result where operands are finite and a finite result exists, else `nil`.
  func result(_ operands: [Double]) -> ExactNumber? {
    precondition(operands.count == operandCount)
    guard operands.allSatisfy(\.isFinite) else { return nil }
    let x = operands.map { ExactNumber($0) }
    switch self {
    case .add: return x[0] + x[1]
    case .subtract: return x[0] + -x[1]
    case .multiply: return x[0] * x[1]
    case .divide: return x[1].isZero ? nil : x[0] / x[1]
    case .squareRoot: return x[0].isNegative ? nil : x[0].squareRoot
    case .fusedMultiplyAdd: return x[0] * x[1] + x[2]
    case .convert: return x[0]
    }
  }

  /// What IEEE 754 gives where `result` is `nil` or zero, the rounding being to nearest.
  ///
  /// These cases have no rounding in them, so binary64 hardware serves for both formats.
  func special(_ x: [Double]) -> Double {
    switch self {
    case .add: x[0] + x[1]
    case .subtract: x[0] - x[1]
    case .multiply: x[0] * x[1]
    case .divide: x[0] / x[1]
    case .squareRoot: x[0].squareRoot()
    case .fusedMultiplyAdd: x[2].addingProduct(x[0], x[1])
    case .convert: x[0]
    }
  }
}
