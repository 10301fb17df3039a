internal import ArithmeticTypes

/// Noise where sums cancel.
enum Cancellation {
  static let description = BackendDescription(
    name: "cancellation",
    summary: "Noise in the bits that cancel in sums (Verificarlo 'cancellation').",
    definition: """
      Results are rounded to nearest. A sum z of a and b whose exponent is c = max(e(a), e(b)) - e(z) \
      below that of its larger term, with c at least 'tolerance', becomes z + 2^(e(z) - c + 1) u, \
      rounded to nearest, with u uniform in (-1/2, 1/2). A sum of zero stays.
      """,
    coverage: "Sums and differences, also inside multiply-adds, in binary32 and binary64.",
    options: [
      OptionDescription(
        "tolerance", .integers(1...52), default: .integer(1),
        "Bits that have to cancel before noise is added.")
    ],
    isDeterministic: false
  ) { specification, session in
    var scheme = Scheme(narrow: { value, _ in Float(value) }, wide: { value, _ in value.nearest })
    scheme.isRandom = false
    if case .integer(let tolerance) = specification.options["tolerance"] {
      scheme.cancellation = tolerance
    }
    return SchemeBackend(specification, scheme, session)
  }

  /// The noise of a sum of finite terms, or `nil` where too little cancels.
  static func noise(
    _ a: Double, _ b: Double, _ sum: Double, _ tolerance: Int, _ word: UInt64
  ) -> Double? {
    guard a != 0, b != 0, sum != 0, sum.isFinite else { return nil }
    let cancelled = Int(max(a.exponent, b.exponent)) - Int(sum.exponent)
    guard cancelled >= tolerance else { return nil }
    return (Scheme.uniform(word) - 0.5).scaled(by: Int(sum.exponent) - cancelled + 1)
  }
}
