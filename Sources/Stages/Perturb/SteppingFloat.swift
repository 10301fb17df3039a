/// Floats that know their neighbours by number.
protocol SteppingFloat: BinaryFloatingPoint, Sendable {
  /// The magnitude's place among the non-negative floats: 0 for zero, 1 for the smallest subnormal.
  var magnitudeRank: Int { get }
  /// The non-negative float at that place.
  init(magnitudeRank: Int)
}

extension SteppingFloat {
  /// The float `count` places away, counted towards +∞; it keeps its sign, is not 0 and is finite:
  /// steps that would lead beyond stop at the last float before.
  ///
  /// - Precondition: finite and not 0.
  func stepped(by count: Int) -> Self {
    let last = Self.greatestFiniteMagnitude.magnitudeRank
    let outward = sign == .plus ? count : -count
    let (target, overflow) = magnitudeRank.addingReportingOverflow(outward)
    let rank = overflow ? (outward > 0 ? last : 1) : min(max(target, 1), last)
    return Self(sign: sign, exponent: 0, significand: 1) * Self(magnitudeRank: rank)
  }

  /// The product with `factor`, computed in binary64 and rounded to nearest; it keeps its sign, is
  /// not 0 and is finite.
  ///
  /// - Precondition: finite and not 0.
  func scaled(by factor: Double) -> Self {
    let magnitude = Self(Double(self.magnitude) * max(factor, 0))
    let kept = min(max(magnitude, .leastNonzeroMagnitude), .greatestFiniteMagnitude)
    return sign == .plus ? kept : -kept
  }
}

extension Float: SteppingFloat {
  var magnitudeRank: Int { Int(magnitude.bitPattern) }
  init(magnitudeRank: Int) { self.init(bitPattern: UInt32(magnitudeRank)) }
}

extension Double: SteppingFloat {
  var magnitudeRank: Int { Int(magnitude.bitPattern) }
  init(magnitudeRank: Int) { self.init(bitPattern: UInt64(magnitudeRank)) }
}
