import Arithmetic

/// The sine.
struct Sin: UnaryOperation {
  static let name = "Sin"
  static let versions = [7, 22]
  let rounding: [Kernel] = [.sine]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor { arithmetic.sine(x) }
  var gradient: UnaryGradient? {
    { x, _, gradient, arithmetic in
      arithmetic.multiply(gradient, arithmetic.cosine(x))
    }
  }
}
