import Arithmetic

/// x where x > 0, else zero; NaN stays. No rounding.
struct Relu: UnaryOperation {
  static let name = "Relu"
  static let versions = [6, 13, 14]
  let rounding: [Kernel] = []

  init(_ attributes: Attributes) {}

  var part: UnitPart? { .rectification }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor { arithmetic.relu(x) }
  var gradient: UnaryGradient? { { $3.reluGradient($0, gradient: $2) } }
}
