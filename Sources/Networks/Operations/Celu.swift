import Arithmetic

/// x where x ≥ 0, else α (e^(x / α) − 1) (Barron 2017): one division, then the kernel of ELU.
struct Celu: UnaryOperation {
  static let name = "Celu"
  static let versions = [12]
  static let attributes = [AttributeRule("alpha", .number)]
  let rounding: [Kernel] = [.divide, .elu]
  private let alpha: Double

  init(_ attributes: Attributes) throws(ModelError) {
    alpha = attributes.number("alpha", default: 1)
    guard alpha != 0 else { throw ModelError("attribute 'alpha' is 0") }
  }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    x.positive(x, else: arithmetic.elu(arithmetic.divide(x, alpha), alpha: alpha))
  }
  /// The gradient where x ≥ 0, else gradient × (y / α + 1).
  var gradient: UnaryGradient? {
    let alpha = alpha
    return { x, y, gradient, arithmetic in
      let slope = arithmetic.add(arithmetic.divide(y, alpha), 1)
      return x.positive(gradient, else: arithmetic.multiply(gradient, slope))
    }
  }
}
