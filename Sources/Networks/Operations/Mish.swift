import Arithmetic

/// x tanh(ln(1 + eˣ)) (Misra 2019).
struct Mish: UnaryOperation {
  static let name = "Mish"
  static let versions = [18, 22]
  let rounding = ActivationKernels.softplus + [.hyperbolicTangent]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.multiply(x, arithmetic.hyperbolicTangent(arithmetic.softplus(x)))
  }
}
