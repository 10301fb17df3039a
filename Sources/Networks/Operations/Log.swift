import Arithmetic

/// The natural logarithm: NaN below zero, −∞ at zero.
struct Log: UnaryOperation {
  static let name = "Log"
  static let versions = [6, 13]
  let rounding: [Kernel] = [.logarithm]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.logarithm(x)
  }
  var gradient: UnaryGradient? { { $3.divide($2, $0) } }
}
