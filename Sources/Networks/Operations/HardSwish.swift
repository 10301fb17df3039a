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
}
