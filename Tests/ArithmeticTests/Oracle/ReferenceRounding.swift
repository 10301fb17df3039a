/// A rounding as its definition says it, applied to an exact result.
enum ReferenceRounding {
  case nearest
  case random
  case stochastic

  /// The outcomes of one operation in `format`.
  func outcomes(_ operation: ExactOperation, _ operands: [Double], in format: BinaryFormat)
    -> Outcomes
  {
    guard let exact = operation.result(operands), !exact.isZero else {
      return Outcomes(operation.special(operands))
    }
    return outcomes(Neighbours(exact, in: format))
  }

  /// The outcomes of a × b + c with a rounding after each operation.
  func multiplyThenAdd(_ a: Double, _ b: Double, _ c: Double, in format: BinaryFormat) -> Outcomes {
    outcomes(.multiply, [a, b], in: format).then { outcomes(.add, [$0, c], in: format) }
  }

  /// The outcomes of one rounding.
  func outcomes(_ x: Neighbours) -> Outcomes {
    if x.isExact { return Outcomes(x.inner) }
    switch self {
    case .nearest: return Outcomes(x.nearest)
    case .random: return Outcomes([(x.inner, 0.5), (x.outer, 0.5)])
    case .stochastic:
      // 1 − 2⁻⁶⁵ would be written 1: what is inexact keeps both neighbours.
      let outer = min(max(x.fraction, 0x1p-64), 1 - 0x1p-53)
      return Outcomes([(x.inner, 1 - outer), (x.outer, outer)])
    }
  }
}
