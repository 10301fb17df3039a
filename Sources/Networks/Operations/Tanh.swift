import Arithmetic

/// The hyperbolic tangent.
struct Tanh: UnaryOperation {
  static let name = "Tanh"
  static let versions = [6, 13]
  let rounding: [Kernel] = [.hyperbolicTangent]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.hyperbolicTangent(x)
  }
  /// gradient × (1 − y²).
  var gradient: UnaryGradient? {
    { $3.multiply($2, $3.add($3.multiply($1, $1).negated, 1)) }
  }
}
