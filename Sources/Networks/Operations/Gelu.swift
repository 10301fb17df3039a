import Arithmetic

/// x Φ(x) with the normal distribution Φ (Hendrycks and Gimpel 2016): ½ x (1 + erf(x / √2)), or by tanh
/// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). Five kernels, as exporters of older versions of the
/// operator set write it out.
struct Gelu: UnaryOperation {
  static let name = "Gelu"
  static let versions = [20]
  static let attributes = [AttributeRule("approximate", .text)]

  enum Form: String, CaseIterable { case none, tanh }
  private let form: Form

  init(_ attributes: Attributes) throws(ModelError) {
    form = try attributes.word("approximate", default: Form.none)
  }

  var rounding: [Kernel] {
    form == .tanh
      ? [.multiply, .add, .hyperbolicTangent] : [.divide, .errorFunction, .add, .multiply]
  }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.multiply(arithmetic.multiply(x, gate(x, arithmetic)), 0.5)
  }

  /// 2 Φ(x).
  private func gate(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    switch form {
    case .none:
      return arithmetic.add(
        arithmetic.errorFunction(arithmetic.divide(x, Double(2).squareRoot())), 1)
    case .tanh:
      let cube = arithmetic.multiply(arithmetic.multiply(x, x), x)
      let sum = arithmetic.add(x, arithmetic.multiply(cube, 0.044715))
      return arithmetic.add(
        arithmetic.hyperbolicTangent(arithmetic.multiply(sum, Self.factor)), 1)
    }
  }

  /// √(2/π).
  private static let factor = (2 / Double.pi).squareRoot()

  /// ½ gradient × (gate + x gate′).
  var gradient: UnaryGradient? {
    { x, _, gradient, arithmetic in
      let (own, square) = (gate(x, arithmetic), arithmetic.multiply(x, x))
      let slope: RealTensor
      switch form {
      case .none:
        let bell = arithmetic.exponential(arithmetic.multiply(square, -0.5))
        slope = arithmetic.multiply(bell, Self.factor)
      case .tanh:
        // gate′ = gate (2 − gate) √(2/π) (1 + 3 · 0.044715 x²).
        let inner = arithmetic.add(arithmetic.multiply(square, 3 * 0.044715), 1)
        let rest = arithmetic.add(own.negated, 2)
        slope = arithmetic.multiply(
          arithmetic.multiply(own, rest), arithmetic.multiply(inner, Self.factor))
      }
      let whole = arithmetic.add(own, arithmetic.multiply(x, slope))
      return arithmetic.multiply(arithmetic.multiply(gradient, whole), 0.5)
    }
  }
}
