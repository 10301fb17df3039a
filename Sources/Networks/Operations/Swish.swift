import Arithmetic

/// x / (1 + e^(−α x)) (Ramachandran et al. 2017).
struct Swish: UnaryOperation {
  static let name = "Swish"
  static let versions = [24]
  static let attributes = [AttributeRule("alpha", .number)]
  let rounding = ActivationKernels.sigmoid
  private let alpha: Double

  init(_ attributes: Attributes) { alpha = attributes.number("alpha", default: 1) }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let scaled = alpha == 1 ? x : arithmetic.multiply(x, alpha)
    return arithmetic.multiply(x, arithmetic.sigmoid(scaled))
  }
  /// gradient × (s + α x s (1 − s)), with s = σ(α x).
  var gradient: UnaryGradient? {
    let alpha = alpha
    return { x, _, gradient, arithmetic in
      let scaled = arithmetic.multiply(x, alpha)
      let s = arithmetic.sigmoid(scaled)
      let rest = arithmetic.multiply(s, arithmetic.add(s.negated, 1))
      return arithmetic.multiply(
        gradient, arithmetic.add(s, arithmetic.multiply(scaled, rest)))
    }
  }
}
