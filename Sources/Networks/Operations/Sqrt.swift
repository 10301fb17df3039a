import Arithmetic

/// The square root: NaN below zero.
struct Sqrt: UnaryOperation {
  static let name = "Sqrt"
  static let versions = [6, 13]
  let rounding: [Kernel] = [.squareRoot]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.squareRoot(x)
  }
  var gradient: UnaryGradient? { { $3.divide($2, $3.multiply($1, 2)) } }
}
