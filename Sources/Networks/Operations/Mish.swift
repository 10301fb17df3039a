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
  /// gradient × (t + x (1 − t²) σ(x)), with t = tanh ln(1 + eˣ).
  var gradient: UnaryGradient? {
    { x, _, gradient, arithmetic in
      let t = arithmetic.hyperbolicTangent(arithmetic.softplus(x))
      let rest = arithmetic.add(arithmetic.multiply(t, t).negated, 1)
      let slope = arithmetic.multiply(arithmetic.multiply(x, rest), arithmetic.sigmoid(x))
      return arithmetic.multiply(gradient, arithmetic.add(t, slope))
    }
  }
}
