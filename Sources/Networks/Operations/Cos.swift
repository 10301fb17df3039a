import Arithmetic

/// The cosine.
struct Cos: UnaryOperation {
  static let name = "Cos"
  static let versions = [7, 22]
  let rounding: [Kernel] = [.cosine]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor { arithmetic.cosine(x) }
  var gradient: UnaryGradient? {
    { x, _, gradient, arithmetic in
      arithmetic.multiply(gradient, arithmetic.sine(x)).negated
    }
  }
}
