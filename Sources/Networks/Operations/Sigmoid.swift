import Arithmetic

/// 1 / (1 + e⁻ˣ).
struct Sigmoid: UnaryOperation {
  static let name = "Sigmoid"
  static let versions = [6, 13]
  let rounding = ActivationKernels.sigmoid

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor { arithmetic.sigmoid(x) }
  /// gradient × y (1 − y).
  var gradient: UnaryGradient? {
    { _, y, gradient, arithmetic in
      let rest = arithmetic.add(arithmetic.multiply(y, -1), 1)
      return arithmetic.multiply(gradient, arithmetic.multiply(y, rest))
    }
  }
}
