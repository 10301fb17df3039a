import Arithmetic
import Testing

/// Exponential and logarithm: one rounding of the exact value.
@Suite struct FunctionTests {
  private static func arguments(_ function: ExactFunction, _ format: RealFormat) -> [Double] {
    let f = FormatLimits(format)
    var source = OperandSource(seed: 0xE4)
    let uniform = (0..<30).map { _ in Double(source.next() >> 11) * 0x1p-53 }
    let numbers =
      switch function {
      case .exponential:
        [
          1, -1, 0.5, -0.5, 2, 10, -10, 1e-3, -1e-3, f.gap, -f.gap, f.gap / 16, -f.gap / 16,
          f.power(-60), -f.power(-60), f.least, -f.least, 0.6931471805599453, 0.34657359, 80, -80,
          // Where results overflow, turn subnormal, and fall below half of the least number.
          format == .binary32 ? 88.7228 : 709.782712893384, format == .binary32 ? 89 : 710,
          format == .binary32 ? -87.5 : -708.5, format == .binary32 ? -95 : -720,
          format == .binary32 ? -103 : -744, format == .binary32 ? -104.5 : -746.5, -900, 900,
        ] + uniform.map { 40 * $0 - 20 }
      case .logarithm:
        [
          2, 3, 10, 0.5, 0.1, 1 + f.gap, 1 - f.gap / 2, 1 + 5 * f.gap, 1.0625, 0.9375, 1.414,
          1.4142,
          1.5, 0.7, f.least, f.normal, f.normal * 1.5, f.greatest, 1e30, 1e-30, 2.718281828459045,
        ] + uniform.map { 0.01 + 3 * $0 }
      }
    return numbers.map(f.narrow)
  }

  private func apply(
    _ function: ExactFunction, _ arithmetic: any Arithmetic, _ x: Double, _ format: RealFormat,
    count: Int
  ) -> [Double] {
    let tensor = RealTensor(format, shape: [count], [Double](repeating: x, count: count))
    return switch function {
    case .exponential: arithmetic.exponential(tensor).doubles
    case .logarithm: arithmetic.logarithm(tensor).doubles
    }
  }

  @Test(arguments: [.ieee] + JudgedBackend.random, ExactFunction.allCases)
  func resultsAreRoundingsOfTheExactValue(_ backend: JudgedBackend, _ function: ExactFunction)
    throws
  {
    let arithmetic = try backend.make(seed: 99)
    for format in RealFormat.allCases {
      var pooled = PooledChiSquared()
      for x in Self.arguments(function, format) {
        let exact = Neighbours(function(x), in: BinaryFormat(format))
        let outcomes = backend.rounding.outcomes(exact)
        let draws = apply(
          function, arithmetic, x, format, count: backend == .ieee ? 20 : 5000)
        let counts = OutcomeCounts(draws, of: outcomes)
        counts.check("\(backend.rawValue) \(function) \(format) \(x)")
        pooled.add(counts.chiSquared)
      }
      #expect(abs(pooled.deviation) < 5, "χ² \(pooled.value), freedom \(pooled.freedom)")
    }
  }

  @Test(arguments: JudgedBackend.allCases, RealFormat.allCases)
  func exactValuesNeverMove(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 98)
    let (inf, nan) = (Double.infinity, Double.nan)
    let cases: [(ExactFunction, Double, Double)] = [
      (.exponential, 0, 1), (.exponential, -0.0, 1), (.exponential, inf, inf),
      (.exponential, -inf, 0), (.exponential, nan, nan), (.logarithm, 1, 0), (.logarithm, 0, -inf),
      (.logarithm, -0.0, -inf), (.logarithm, inf, inf), (.logarithm, -1, nan),
      (.logarithm, -inf, nan), (.logarithm, nan, nan),
    ]
    for (function, x, expected) in cases {
      let draws = apply(function, arithmetic, x, format, count: 200)
      #expect(
        draws.allSatisfy { Outcomes.same($0, expected) }, "\(function) of \(x) is \(draws[0])")
    }
  }
}
