import Arithmetic
import ExactFunctions

/// x where x ≥ 0, else α (eˣ − 1) (Clevert et al. 2016).
struct Elu: UnaryOperation {
  static let name = "Elu"
  static let versions = [6, 22]
  static let attributes = [AttributeRule("alpha", .number)]
  let rounding = ActivationKernels.exponentialBelowOne
  private let alpha: Double

  init(_ attributes: Attributes) { alpha = attributes.number("alpha", default: 1) }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let below = arithmetic.exponentialBelowOne(x)
    let scaled = alpha == 1 ? below : arithmetic.multiply(below, alpha)
    return x.exactly(scaled, NegativeTakesSecond())
  }
}
