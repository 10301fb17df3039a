import Arithmetic
import ExactFunctions

/// γ x where x > 0, else γ α (eˣ − 1) (Klambauer et al. 2017).
struct Selu: UnaryOperation {
  static let name = "Selu"
  static let versions = [6, 22]
  static let attributes = [AttributeRule("alpha", .number), AttributeRule("gamma", .number)]
  let rounding = ActivationKernels.exponentialBelowOne
  private let alpha: Double
  private let gamma: Double

  init(_ attributes: Attributes) {
    alpha = attributes.number("alpha", default: Double(Float(1.6732632423543772)))
    gamma = attributes.number("gamma", default: Double(Float(1.0507009873554805)))
  }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let below = arithmetic.multiply(arithmetic.exponentialBelowOne(x), alpha)
    return arithmetic.multiply(x.exactly(below, NegativeTakesSecond()), gamma)
  }
}
