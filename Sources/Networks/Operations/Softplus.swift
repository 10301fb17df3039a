import Arithmetic

/// ln(1 + eˣ).
struct Softplus: UnaryOperation {
  static let name = "Softplus"
  static let versions = [1, 22]
  let rounding = ActivationKernels.softplus

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor { arithmetic.softplus(x) }
  var gradient: UnaryGradient? { { $3.multiply($2, $3.sigmoid($0)) } }
}
