import Arithmetic

/// An operation whose result is certain under every rounding.
struct SpecialCase {
  let operation: KernelOperation
  let operands: [Double]
  let result: Double

  init(_ operation: KernelOperation, _ operands: [Double], _ result: Double) {
    self.operation = operation
    self.operands = operands
    self.result = result
  }

  /// As above, but that a sum of a number and its negative is −0 downward.
  func result(_ rounding: ReferenceRounding) -> Double {
    guard rounding == .downward, result == 0, result.sign == .plus else { return result }
    return switch operation {
    case .add: operands[0].sign != operands[1].sign ? -0.0 : 0
    case .subtract: operands[0].sign == operands[1].sign ? -0.0 : 0
    case .multiplyAdd: -0.0
    case .multiply, .divide, .squareRoot, .convert: 0
    }
  }

  /// Exact results, signed zeros, infinities, NaN, and the edges of the format: 56 cases.
  static func all(_ format: RealFormat) -> [SpecialCase] {
    let f = FormatLimits(format)
    return sums(f) + products(f) + quotients(f) + roots(f) + productSums(f)
  }

  private static func sums(_ f: FormatLimits) -> [SpecialCase] {
    let inf = Double.infinity
    return [
      SpecialCase(.add, [0, 0], 0),
      SpecialCase(.add, [-0.0, -0.0], -0.0),
      SpecialCase(.add, [0, -0.0], 0),
      SpecialCase(.subtract, [-0.0, 0], -0.0),
      SpecialCase(.add, [1.5, -1.5], 0),
      SpecialCase(.add, [1, 2], 3),
      SpecialCase(.add, [1, f.gap], 1 + f.gap),
      SpecialCase(.subtract, [1, f.gap / 2], 1 - f.gap / 2),
      SpecialCase(.add, [f.least, f.least], 2 * f.least),
      SpecialCase(.add, [-f.least, f.least], 0),
      SpecialCase(.subtract, [f.normal, f.least], f.normal - f.least),
      SpecialCase(.add, [f.normal - f.least, f.least], f.normal),
      SpecialCase(.add, [f.greatest, 0], f.greatest),
      SpecialCase(.subtract, [f.greatest, f.greatest], 0),
      SpecialCase(.add, [f.greatest, -f.lastGap], f.greatest - f.lastGap),
      SpecialCase(.add, [inf, 1], inf),
      SpecialCase(.add, [-inf, f.greatest], -inf),
      SpecialCase(.add, [inf, -inf], .nan),
      SpecialCase(.add, [.nan, 1], .nan),
    ]
  }

  private static func products(_ f: FormatLimits) -> [SpecialCase] {
    let inf = Double.infinity
    return [
      SpecialCase(.multiply, [0, 3], 0),
      SpecialCase(.multiply, [0, -3], -0.0),
      SpecialCase(.multiply, [-0.0, -3], 0),
      SpecialCase(.multiply, [-0.0, f.least], -0.0),
      SpecialCase(.multiply, [1, 1 + f.gap], 1 + f.gap),
      SpecialCase(.multiply, [-1, f.greatest], -f.greatest),
      SpecialCase(.multiply, [3, 5], 15),
      SpecialCase(.multiply, [f.normal, 0.5], f.normal / 2),
      SpecialCase(.multiply, [f.least, 1], f.least),
      SpecialCase(.multiply, [3 * f.least, 2], 6 * f.least),
      SpecialCase(.multiply, [f.greatest, 0.5], f.greatest / 2),
      SpecialCase(.multiply, [inf, -2], -inf),
      SpecialCase(.multiply, [inf, 0], .nan),
      SpecialCase(.multiply, [.nan, 0], .nan),
    ]
  }

  private static func quotients(_ f: FormatLimits) -> [SpecialCase] {
    let inf = Double.infinity
    return [
      SpecialCase(.divide, [6, 3], 2),
      SpecialCase(.divide, [-1, 4], -0.25),
      SpecialCase(.divide, [f.least, 1], f.least),
      SpecialCase(.divide, [2 * f.least, 2], f.least),
      SpecialCase(.divide, [f.greatest, f.greatest], 1),
      SpecialCase(.divide, [0, -5], -0.0),
      SpecialCase(.divide, [1, 0], inf),
      SpecialCase(.divide, [1, -0.0], -inf),
      SpecialCase(.divide, [0, 0], .nan),
      SpecialCase(.divide, [1, -inf], -0.0),
      SpecialCase(.divide, [inf, inf], .nan),
    ]
  }

  private static func roots(_ f: FormatLimits) -> [SpecialCase] {
    [
      SpecialCase(.squareRoot, [0], 0),
      SpecialCase(.squareRoot, [-0.0], -0.0),
      SpecialCase(.squareRoot, [9], 3),
      SpecialCase(.squareRoot, [f.normal], f.power(f.normal.exponent / 2)),
      SpecialCase(.squareRoot, [.infinity], .infinity),
      SpecialCase(.squareRoot, [-1], .nan),
      SpecialCase(.squareRoot, [-f.least], .nan),
    ]
  }

  private static func productSums(_ f: FormatLimits) -> [SpecialCase] {
    [
      SpecialCase(.multiplyAdd, [2, 3, 4], 10),
      SpecialCase(.multiplyAdd, [2, 3, -6], 0),
      SpecialCase(.multiplyAdd, [0, -1, -0.0], -0.0),
      SpecialCase(.multiplyAdd, [0, .infinity, 1], .nan),
      SpecialCase(.multiplyAdd, [1, f.least, -f.least], 0),
    ]
  }
}
