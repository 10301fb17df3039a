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
}
