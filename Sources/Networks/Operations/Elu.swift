import Arithmetic
import ExactFunctions

/// x where x ≥ 0, else α (eˣ − 1) (Clevert et al. 2016), on the kernel of that name.
struct Elu: UnaryOperation {
  static let name = "Elu"
  static let versions = [6, 22]
  static let attributes = [AttributeRule("alpha", .number)]
  let rounding: [Kernel] = [.elu]
  private let alpha: Double

  init(_ attributes: Attributes) { alpha = attributes.number("alpha", default: 1) }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.elu(x, alpha: alpha)
  }
  /// The gradient where x ≥ 0, else gradient × (y + α).
  var gradient: UnaryGradient? {
    let alpha = alpha
    return { x, y, gradient, arithmetic in
      let slope = arithmetic.add(y, alpha)
      return x.positive(gradient, else: arithmetic.multiply(gradient, slope))
    }
  }
  var part: UnitPart? { .elu(alpha: alpha) }
}

extension RealTensor {
  /// The first of two tensors where this one is not below zero, the second elsewhere.
  func positive(_ first: RealTensor, else second: RealTensor) -> RealTensor {
    first.chosen(
      compared(.filled(format, shape, 0), NotBelow()), else: second)
  }
}

private struct NotBelow: ExactRelation {
  func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x >= y }
}
