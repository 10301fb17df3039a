import Arithmetic
import ExactFunctions

/// x times x/6 + ½, cut off at 0 and 1 (Howard et al. 2019).
struct HardSwish: UnaryOperation {
  static let name = "HardSwish"
  static let versions = [14, 22]
  let rounding: [Kernel] = [.multiply, .add]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let slope = arithmetic.add(arithmetic.multiply(x, 1.0 / 6), 0.5)
    return arithmetic.multiply(x, slope.exactly(Clamp(least: 0, greatest: 1)))
  }
  /// gradient × (x/3 + ½) where |x| < 3, the gradient above and zero below.
  var gradient: UnaryGradient? {
    { x, _, gradient, arithmetic in
      let slope = arithmetic.add(arithmetic.multiply(x, 1.0 / 3), 0.5)
      let inner = arithmetic.multiply(gradient, slope).masked(x.lying(between: -3, and: 3))
      let outer = gradient.masked(x.lying(between: 3, and: .infinity))
      return arithmetic.add(inner, outer)
    }
  }
}
