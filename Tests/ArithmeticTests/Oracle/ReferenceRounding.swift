internal import BigInt

/// A rounding as its definition says it, applied to an exact result.
indirect enum ReferenceRounding: Equatable, Sendable {
  case nearest
  case random
  case stochastic
  case upward
  case downward
  case towardZero
  /// The nearest number, then one step up or down.
  case upDown
  /// To nearest, or stochastic, in a format of its own.
  case reduced(BinaryFormat, isStochastic: Bool)
  /// Monte Carlo arithmetic at a precision, with noise on operands or results.
  case monteCarlo(precision: Int, operands: Bool, results: Bool)
  /// Another rounding with this probability, else to nearest.
  case sometimes(Double, ReferenceRounding)

  /// The outcomes of one operation in `format`.
  func outcomes(_ operation: ExactOperation, _ operands: [Double], in format: BinaryFormat)
    -> Outcomes
  {
    guard let exact = computed(operation, operands, in: format), !exact.isZero else {
      let special = operation.special(operands)
      return Outcomes(negatesZero(operation, operands) ? -0.0 : special)
    }
    if let noise = noise(operation, operands, in: format) { return noise.outcomes(in: format) }
    if case .sometimes(let probability, let other) = self {
      return other.outcomes(operation, operands, in: format)
        .mixed(with: Self.nearest.outcomes(exact, in: format), probability)
    }
    return outcomes(exact, in: format)
  }

  /// The result with its noise and that of perturbed operands; nil where there is none.
  ///
  /// To first order: what is left out is 2^−t of the noise.
  func noise(_ operation: ExactOperation, _ operands: [Double], in format: BinaryFormat) -> Noise? {
    guard case .monteCarlo(let precision, let movesOperands, let movesResults) = self,
      let exact = computed(operation, operands, in: format),
      exact.exponent <= format.limitExponent
    else { return nil }
    let t = min(precision, format.precision)
    var widths: [Double] = []
    if movesOperands {
      widths = zip(operands, operation.slopes(operands)).filter { $0.0 != 0 && $0.1 != 0 }
        .map { operand, slope in
          let distance = ExactNumber(operand).exponent - exact.exponent
          return slope * Double(sign: .plus, exponent: distance - t + 1, significand: 1)
        }
    }
    // Without noise so far, a result stays that the precision holds.
    if movesResults, !widths.isEmpty || !exact.units(of: exact.exponent - t + 1).isExact {
      widths.append(Self.width(t))
    }
    return widths.isEmpty ? nil : Noise(exact, widths: widths)
  }

  /// Whether a zero is negative where IEEE 754 has it so because of the rounding: x − x downward.
  private func negatesZero(_ operation: ExactOperation, _ x: [Double]) -> Bool {
    guard self == .downward, operation.special(x) == 0 else { return false }
    return switch operation {
    case .add: x[0].sign != x[1].sign
    case .subtract: x[0].sign == x[1].sign
    case .fusedMultiplyAdd: (x[0] * x[1]).sign != x[2].sign
    case .multiply, .divide, .squareRoot, .convert: false
    }
  }

  /// The outcomes of a × b + c with a rounding after each operation.
  func multiplyThenAdd(_ a: Double, _ b: Double, _ c: Double, in format: BinaryFormat) -> Outcomes {
    outcomes(.multiply, [a, b], in: format).then { outcomes(.add, [$0, c], in: format) }
  }

  /// The outcomes of one rounding of an exact number, not zero, operands being left alone.
  func outcomes(_ x: ExactNumber, in format: BinaryFormat) -> Outcomes {
    let neighbours = Neighbours(x, in: format)
    switch self {
    case .nearest: return Outcomes(neighbours.nearest)
    case .random, .stochastic:
      guard !neighbours.isExact else { return Outcomes(neighbours.inner) }
      return neighbours.choice(self == .random ? 0.5 : neighbours.fraction)
    case .upward, .downward, .towardZero:
      let isOuter = self != .towardZero && x.isNegative == (self == .downward)
      if isOuter { return Outcomes(neighbours.outer) }
      // Towards zero nothing overflows.
      return Outcomes(
        neighbours.inner.isInfinite
          ? format.next(neighbours.inner, isUp: x.isNegative) : neighbours.inner)
    case .upDown:
      let nearest = neighbours.nearest
      guard nearest != 0, nearest.isFinite else { return Outcomes(nearest) }
      return Outcomes([
        (format.next(nearest, isUp: false), 0.5), (format.next(nearest, isUp: true), 0.5),
      ])
    case .reduced(let small, let isStochastic):
      let limited = small.limited(to: format)
      return (isStochastic ? Self.stochastic : .nearest).outcomes(x, in: limited)
    case .monteCarlo(let precision, _, let results):
      let t = min(precision, format.precision)
      guard results, x.exponent <= format.limitExponent,
        !x.units(of: x.exponent - t + 1).isExact
      else {
        return Outcomes(neighbours.nearest)
      }
      return Noise(x, widths: [Self.width(t)]).outcomes(in: format)
    case .sometimes(let probability, let other):
      return other.outcomes(x, in: format)
        .mixed(with: Outcomes(neighbours.nearest), probability)
    }
  }

  /// 2^(e − t + 1) in units of 2^e: the width of the noise at precision t.
  private static func width(_ t: Int) -> Double {
    Double(sign: .plus, exponent: 1 - t, significand: 1)
  }

  /// The exact result; what Monte Carlo arithmetic adds noise to in binary32 is that of binary64.
  private func computed(
    _ operation: ExactOperation, _ operands: [Double], in format: BinaryFormat
  ) -> ExactNumber? {
    guard let exact = operation.result(operands) else { return nil }
    guard case .monteCarlo = self, format == .binary32, !exact.isZero else { return exact }
    let nearest = Neighbours(exact, in: .binary64).nearest
    return nearest == 0 || nearest.isInfinite ? exact : ExactNumber(nearest)
  }
}

extension Neighbours {
  /// Either neighbour, the outer one with `probability`; what is inexact keeps both.
  fileprivate func choice(_ probability: Double) -> Outcomes {
    // 1 − 2⁻⁶⁵ would be written 1.
    let outer = min(max(probability, 0x1p-64), 1 - 0x1p-53)
    return Outcomes([(inner, 1 - outer), (self.outer, outer)])
  }
}

extension ExactOperation {
  /// How much the result changes with each operand.
  fileprivate func slopes(_ x: [Double]) -> [Double] {
    switch self {
    case .add, .subtract: [1, 1]
    case .multiply: [x[1].magnitude, x[0].magnitude]
    case .divide: [1 / x[1].magnitude, (x[0] / x[1] / x[1]).magnitude]
    case .squareRoot: [0.5 / x[0].squareRoot()]
    case .fusedMultiplyAdd: [x[1].magnitude, x[0].magnitude, 1]
    case .convert: [0]
    }
  }
}
