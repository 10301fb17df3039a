import Arithmetic

/// 1 / x.
struct Reciprocal: UnaryOperation {
  static let name = "Reciprocal"
  static let versions = [6, 13]
  let rounding: [Kernel] = [.divide]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.divide(.filled(x.format, x.shape, 1), x)
  }
  var gradient: UnaryGradient? { { $3.multiply($2, $3.multiply($1, $1)).negated } }
}
