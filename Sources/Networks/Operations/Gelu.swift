import Arithmetic

/// x Φ(x) with the normal distribution Φ, by tanh: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks
/// and Gimpel 2016). The exact one, by erf, needs a kernel that is not there yet.
struct Gelu: UnaryOperation {
  static let name = "Gelu"
  static let versions = [20]
  static let attributes = [AttributeRule("approximate", .text)]
  let rounding: [Kernel] = [.multiply, .add, .hyperbolicTangent]

  enum Form: String, CaseIterable { case none, tanh }

  init(_ attributes: Attributes) throws(ModelError) {
    guard try attributes.word("approximate", default: Form.none) == .tanh else {
      throw ModelError("the exact GELU, by erf, is not there yet; 'approximate: tanh' is")
    }
  }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let cube = arithmetic.multiply(arithmetic.multiply(x, x), x)
    let sum = arithmetic.add(x, arithmetic.multiply(cube, 0.044715))
    let inner = arithmetic.multiply(sum, (2 / Double.pi).squareRoot())
    let gate = arithmetic.add(arithmetic.hyperbolicTangent(inner), 1)
    return arithmetic.multiply(arithmetic.multiply(x, 0.5), gate)
  }
}
