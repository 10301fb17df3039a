import Arithmetic

/// γ x where x > 0, else γ α (eˣ − 1) (Klambauer et al. 2017).
struct Selu: UnaryOperation {
  static let name = "Selu"
  static let versions = [6, 22]
  static let attributes = [AttributeRule("alpha", .number), AttributeRule("gamma", .number)]
  let rounding: [Kernel] = [.elu, .multiply]
  private let alpha: Double
  private let gamma: Double

  init(_ attributes: Attributes) {
    alpha = attributes.number("alpha", default: Double(Float(1.6732632423543772)))
    gamma = attributes.number("gamma", default: Double(Float(1.0507009873554805)))
  }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.multiply(arithmetic.elu(x, alpha: alpha), gamma)
  }
  /// γ gradient where x ≥ 0, else gradient × (y + γ α).
  var gradient: UnaryGradient? {
    let (alpha, gamma) = (alpha, gamma)
    return { x, y, gradient, arithmetic in
      let slope = arithmetic.add(y, gamma * alpha)
      return x.positive(
        arithmetic.multiply(gradient, gamma), else: arithmetic.multiply(gradient, slope))
    }
  }
}
