import Arithmetic

/// eˣ.
struct Exp: UnaryOperation {
  static let name = "Exp"
  static let versions = [6, 13]
  let rounding: [Kernel] = [.exponential]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.exponential(x)
  }
  var gradient: UnaryGradient? { { $3.multiply($2, $1) } }
}
