import Arithmetic
import ExactFunctions

/// α x + β, cut off at 0 and 1.
struct HardSigmoid: UnaryOperation {
  static let name = "HardSigmoid"
  static let versions = [6, 22]
  static let attributes = [AttributeRule("alpha", .number), AttributeRule("beta", .number)]
  let rounding: [Kernel] = [.multiply, .add]
  private let alpha: Double
  private let beta: Double

  init(_ attributes: Attributes) {
    alpha = attributes.number("alpha", default: Double(Float(0.2)))
    beta = attributes.number("beta", default: 0.5)
  }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.add(arithmetic.multiply(x, alpha), beta).exactly(Clamp(least: 0, greatest: 1))
  }
  /// α gradient where the result is neither 0 nor 1.
  var gradient: UnaryGradient? {
    let alpha = alpha
    return { _, y, gradient, arithmetic in
      arithmetic.multiply(gradient, alpha).masked(y.lying(between: 0, and: 1))
    }
  }
}
