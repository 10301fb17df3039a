import Arithmetic
import Testing

/// Elementary functions: one rounding of the exact value.
@Suite struct FunctionTests {
  static let judged: [JudgedBackend] =
    [.ieee] + JudgedBackend.random + JudgedBackend.directed
    + [.upDown, JudgedBackend.reduced[1], .monteCarlo("rr", 53), .monteCarlo("pb", 53)]

  private static func arguments(_ function: ExactFunction, _ format: RealFormat) -> [Double] {
    let f = FormatLimits(format)
    var source = OperandSource(seed: 0xE4)
    let uniform = (0..<30).map { _ in Double(source.next() >> 11) * 0x1p-53 }
    let small = [
      f.gap, -f.gap, f.gap / 16, f.power(-12), -f.power(-13), f.power(-30), f.power(-60),
      -f.power(-60), f.power(-101), f.least, -f.least, f.normal, 1e-3,
    ]
    let numbers =
      switch function {
      case .exponential:
        small + [
          1, -1, 0.5, -0.5, 2, 10, -10, -1e-3, 0.6931471805599453, 0.34657359, 80, -80,
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
      case .hyperbolicTangent:
        small + [
          1, -1, 0.5, 0.173, -0.174, 2, -3, 8, 9.01, 9.5, 15, 18, 19.07, 21, 30, -39, 41, 100, 300,
        ] + uniform.map { 6 * $0 - 3 }
      case .exponentialLessOne:
        small.map { -$0.magnitude } + [
          -1, -0.5, -0.34657359, -0.35, -0.6931471805599453, -2, -10, -16, -17.5, -25, -36, -38,
          -60,
          -81, -300, -900,
        ] + uniform.map { -8 * $0 }
      case .errorFunction:
        small + [
          1, -1, 0.499, 0.5, -0.501, 1.03125, 2, -3, 3.9, 4, 4.5, -5.5, 5.97, 6, -6.01, 7, 9,
        ] + uniform.map { 8 * $0 - 4 }
      case .sine, .cosine:
        small + [
          1, -1, 0.785, -0.7854, 0.786, 1.5707963267948966, 3.141592653589793, 2.356, 100, -1e5,
          // The binary64 number that lies nearest to a multiple of π/2 (Kahan), and far ones.
          6_381_956_970_095_103 * 0x1p797, 1e22, f.greatest, f.greatest / 3, -1e30,
          16_367_173 * 0x1p72, 355, 710, 103_993, 245_850_922,
        ] + uniform.map { 60 * $0 - 30 }
      }
    return numbers.map(f.narrow).filter(\.isFinite)
  }

  private func apply(
    _ function: ExactFunction, _ arithmetic: any Arithmetic, _ x: Double, _ format: RealFormat,
    count: Int
  ) -> [Double] {
    let tensor = RealTensor(format, shape: [count], [Double](repeating: x, count: count))
    return switch function {
    case .exponential: arithmetic.exponential(tensor).doubles
    case .logarithm: arithmetic.logarithm(tensor).doubles
    case .hyperbolicTangent: arithmetic.hyperbolicTangent(tensor).doubles
    case .sine: arithmetic.sine(tensor).doubles
    case .cosine: arithmetic.cosine(tensor).doubles
    case .exponentialLessOne: arithmetic.elu(tensor, alpha: 1).doubles
    case .errorFunction: arithmetic.errorFunction(tensor).doubles
    }
  }

  private func count(_ backend: JudgedBackend, _ format: RealFormat) -> Int {
    backend.isCertain ? 20 : format == .binary32 ? 2000 : 1000
  }

  @Test(arguments: judged, ExactFunction.allCases)
  func resultsAreRoundingsOfTheExactValue(_ backend: JudgedBackend, _ function: ExactFunction)
    throws
  {
    let arithmetic = try backend.make(seed: 99)
    for format in RealFormat.allCases {
      var pooled = PooledChiSquared()
      for x in Self.arguments(function, format) {
        let outcomes = backend.rounding.outcomes(
          ExactValues.of(function, x), in: BinaryFormat(format))
        let draws = apply(
          function, arithmetic, x, format, count: count(backend, format))
        let counts = OutcomeCounts(draws, of: outcomes)
        counts.check("\(backend.label) \(function) \(format) \(x)")
        pooled.add(counts.chiSquared)
      }
      #expect(abs(pooled.deviation) < 5, "χ² \(pooled.value), freedom \(pooled.freedom)")
    }
  }

  private static func powers(_ format: RealFormat) -> [(Double, Double)] {
    let f = FormatLimits(format)
    var source = OperandSource(seed: 0xE5)
    let uniform = (0..<60).map { _ in Double(source.next() >> 11) * 0x1p-53 }
    let numbers: [(Double, Double)] = [
      // Exact, and half-way between two numbers.
      (3, 5), (0.5, -7), (1.5, 3), (7, 2), (1 + f.power(-f.format.precision / 2), 2), (10, 10),
      (f.narrow(0.1), 2), (1 + f.gap, 3), (3, 40), (1.25, 1),
      // Reciprocals and roots are not.
      (3, -1), (10, -3), (2, 0.5), (3, 0.25), (5, 1.5),
      // Near one, and near a number.
      (2, f.least), (2, -f.least), (1 + f.gap, f.gap), (1 - f.gap / 2, 1e-3), (1 + f.gap, 1.1),
      (f.greatest, f.gap), (f.least, -f.gap), (1 + f.gap, 1e4), (1 - f.gap / 2, 3e5),
      // Overflow, subnormal numbers, underflow.
      (f.greatest, 1.5), (f.least, 1.25), (f.normal, 1.01), (f.least, 0.5), (3, 2000.5),
      (0.3, 2000.5), (f.least, -0.9), (1.7, -150.3), (10, f.narrow(-38.3)),
    ]
    var result = numbers
    for i in 0..<30 {
      result.append((0.01 + 4 * uniform[2 * i], 20 * uniform[2 * i + 1] - 10))
    }
    return result.map { (f.narrow($0.0), f.narrow($0.1)) }
  }

  @Test(arguments: judged)
  func powersAreRoundingsOfTheExactValue(_ backend: JudgedBackend) throws {
    let arithmetic = try backend.make(seed: 97)
    for format in RealFormat.allCases {
      var pooled = PooledChiSquared()
      for (x, y) in Self.powers(format) {
        let outcomes = backend.rounding.outcomes(
          ExactValues.power(x, y), in: BinaryFormat(format))
        let n = count(backend, format)
        let draws = arithmetic.power(
          RealTensor(format, shape: [n], [Double](repeating: x, count: n)),
          RealTensor(format, shape: [n], [Double](repeating: y, count: n))
        ).doubles
        let counts = OutcomeCounts(draws, of: outcomes)
        counts.check("\(backend.label) \(x)^\(y) \(format)")
        pooled.add(counts.chiSquared)
      }
      #expect(abs(pooled.deviation) < 5, "χ² \(pooled.value), freedom \(pooled.freedom)")
    }
  }

  @Test(arguments: JudgedBackend.exact, RealFormat.allCases)
  func exactValuesNeverMove(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 98)
    let (inf, nan) = (Double.infinity, Double.nan)
    let cases: [(ExactFunction, Double, Double)] = [
      (.exponential, 0, 1), (.exponential, -0.0, 1), (.exponential, inf, inf),
      (.exponential, -inf, 0), (.exponential, nan, nan), (.logarithm, 1, 0), (.logarithm, 0, -inf),
      (.logarithm, -0.0, -inf), (.logarithm, inf, inf), (.logarithm, -1, nan),
      (.logarithm, -inf, nan), (.logarithm, nan, nan), (.hyperbolicTangent, 0, 0),
      (.hyperbolicTangent, -0.0, -0.0), (.hyperbolicTangent, inf, 1),
      (.hyperbolicTangent, -inf, -1), (.hyperbolicTangent, nan, nan), (.sine, 0, 0),
      (.sine, -0.0, -0.0), (.sine, inf, nan), (.sine, nan, nan), (.cosine, 0, 1),
      (.cosine, -0.0, 1), (.cosine, -inf, nan), (.cosine, nan, nan),
      (.exponentialLessOne, -inf, -1), (.exponentialLessOne, -0.0, -0.0),
      (.exponentialLessOne, 0, 0), (.exponentialLessOne, 0.25, 0.25),
      (.exponentialLessOne, inf, inf),
      (.exponentialLessOne, nan, nan), (.errorFunction, 0, 0), (.errorFunction, -0.0, -0.0),
      (.errorFunction, inf, 1), (.errorFunction, -inf, -1), (.errorFunction, nan, nan),
    ]
    for (function, x, expected) in cases {
      let draws = apply(function, arithmetic, x, format, count: 200)
      #expect(
        draws.allSatisfy { Outcomes.same($0, expected) }, "\(function) of \(x) is \(draws[0])")
    }
  }

  /// The special cases of IEEE 754-2019, 9.2.1, and powers that a format holds.
  @Test(arguments: JudgedBackend.exact, RealFormat.allCases)
  func exactPowersNeverMove(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 96)
    let f = FormatLimits(format)
    let (inf, nan) = (Double.infinity, Double.nan)
    let cases: [(Double, Double, Double)] = [
      (nan, 0, 1), (inf, -0.0, 1), (1, nan, 1), (1, -inf, 1), (nan, 1, nan), (2, nan, nan),
      (0, -1, inf), (-0.0, -1, -inf), (-0.0, -3, -inf), (0, -2, inf), (-0.0, -2, inf),
      (-0.0, -0.5, inf), (0, -inf, inf), (0, 3, 0), (-0.0, 3, -0.0), (-0.0, 2, 0), (-0.0, 0.5, 0),
      (-1, inf, 1), (-1, -inf, 1), (0.5, inf, 0), (0.5, -inf, inf), (-0.5, -inf, inf),
      (2, inf, inf),
      (2, -inf, 0), (-2, inf, inf), (inf, 2, inf), (inf, -2, 0), (-inf, 3, -inf), (-inf, 2, inf),
      (-inf, -3, -0.0), (-inf, -2, 0), (-inf, 0.5, inf), (-2, 0.5, nan), (-1, 3, -1), (-1, 4, 1),
      (-1, f.greatest, 1), (2, 10, 1024), (-2, 3, -8), (-2, -2, 0.25), (9, 0.5, 3),
      (2.25, 1.5, 3.375),
      (16, -0.75, 0.125), (0x1p-100, 0.25, 0x1p-25), (f.least, 1, f.least),
      (-f.greatest, 1, -f.greatest),
      (1 + f.gap, 1, 1 + f.gap), (3, 7, 2187), (6.25, 2.5, 97.65625),
      (2, f.least.exponentOf, f.least),
    ]
    for (x, y, expected) in cases {
      let results = arithmetic.power(
        RealTensor(format, shape: [200], [Double](repeating: x, count: 200)),
        RealTensor(format, shape: [200], [Double](repeating: y, count: 200))
      ).doubles
      #expect(
        results.allSatisfy { Outcomes.same($0, expected) }, "\(x)^\(y) is \(results[0])")
    }
  }
}

extension Double {
  fileprivate var exponentOf: Double { Double(exponent) }
}
