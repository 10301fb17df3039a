import Arithmetic
import Glibc
import Testing

/// The kernel at every instruction level against one number after the other in plain binary64.
struct SignificantBitsKernelTests {
  /// Numbers of many scales with a small spread, and all that is special.
  private static func samples(_ samples: Int, _ count: Int, isSingle: Bool) -> [[Double]] {
    var source = Source(UInt64(samples * 100 + count))
    let special: [[Double]] = [
      [0], [-0.0, 0], [0.1], [1, -1], [1, .nan], [.infinity], [1, .infinity, -.infinity], [0, 1],
      isSingle ? [0x1p-149, 0x1p-148] : [0x1p-1074, 0x1p-1073],
      isSingle ? [0x1p127] : [0x1.8p1023, 0x1p1022], [-8, -8.5, -7.5],
      isSingle ? [0x1p-100] : [0x1p-700, 0x1.8p-700],
    ]
    let columns = (0..<count).map { place -> [Double] in
      if place % 3 == 1 {
        let values = special[(place / 3) % special.count]
        return (0..<samples).map { values[$0 % values.count] }
      }
      let centre = source.uniform(-1...1) * exp2(Double(place % 40 - 20))
      let spread = exp2(Double(-place % 50))
      return (0..<samples).map { _ in centre * (1 + source.uniform(-1...1) * spread) }
    }
    return (0..<samples).map { sample in
      columns.map { isSingle ? Double(Float($0[sample])) : $0[sample] }
    }
  }

  /// The definition, and the deviation or largest error that it counts from.
  private func plain(
    _ formula: SignificantBits, _ samples: [Double], given: Double?
  ) -> (bits: Double, reference: Double) {
    func mean(_ values: [Double]) -> Double {
      if values.allSatisfy({ $0.bitPattern == values[0].bitPattern }) { return values[0] }
      return values.reduce(0, +) / Double(values.count)
    }
    func deviation(_ values: [Double]) -> Double {
      let mean = mean(values)
      let squares = values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / formula.deviationDivisor(values.count)).squareRoot()
    }
    let reference = given ?? mean(samples)
    if !reference.isFinite || formula.skipsZeros && reference == 0 { return (.nan, reference) }
    let precision = Double(formula.precision)
    if formula.method == .parker {
      let deviation = deviation(samples)
      if deviation == 0 { return (precision, reference) }
      let bits = -log2(abs(deviation / reference))
      return (bits > precision ? precision : bits, reference)
    }
    let errors = samples.map {
      formula.error == .relative ? $0 / reference - 1 : $0 - reference
    }
    let largest = errors.reduce(0.0) {
      abs($1) > $0 || $1.isNaN ? abs($1) : $0
    }
    let hasNaN = errors.contains { $0.isNaN }
    let isScaled = formula.error == .absolute && reference != 0 && reference.isFinite
    let scale = isScaled ? Double(reference.exponent) : 0
    if formula.method == .general {
      if hasNaN || largest.isInfinite { return (0, reference) }
      if largest == 0 { return (precision, reference) }
      let whole = -Double(largest.exponent) - (largest.significand == 1 ? 0 : 1) + scale
      return (min(max(whole, 0), precision), reference)
    }
    let spread = deviation(errors)
    let distance = spread == 0 ? (hasNaN ? .nan : largest) : spread
    if distance == 0 { return (precision - formula.correction, reference) }
    return (-log2(distance) + scale - formula.correction, reference)
  }

  @Test(
    arguments: SignificantBits.Method.allCases, SignificantBits.ErrorKind.allCases)
  func equalsTheDefinitionAtEveryLevel(
    method: SignificantBits.Method, error: SignificantBits.ErrorKind
  ) {
    for (samples, count) in [(2, 1), (3, 7), (5, 8), (20, 75), (4, 333)] {
      for (isSingle, hasReferences, skipsZeros) in [
        (true, false, false), (false, false, true), (false, true, false), (true, true, true),
      ] where method != .parker || !hasReferences {
        let formula = SignificantBits(
          method: method, error: error, precision: isSingle ? 24 : 53, correction: 1.25,
          skipsZeros: skipsZeros)
        let rows = Self.samples(samples, count, isSingle: isSingle)
        let given = hasReferences ? (0..<count).map { rows[0][$0] * 1.125 + 0.25 } : nil
        let expected = (0..<count).map { place in
          plain(formula, rows.map { $0[place] }, given: given?[place])
        }
        var first: [UInt64]?
        for level in InstructionLevel.available {
          let (bits, references) = kernel(level, formula, rows, isSingle, given)
          for place in 0..<count {
            let (found, plain) = (bits[place], expected[place])
            let reference = references[place]
            #expect(
              reference == plain.reference || reference.isNaN && plain.reference.isNaN)
            #expect(
              found == plain.bits || found.isNaN && plain.bits.isNaN
                || abs(found - plain.bits) <= 1e-13 * max(1, abs(plain.bits)),
              "\(rows.map { $0[place] }), \(samples) samples, \(level): \(found), not \(plain.bits)"
            )
          }
          // NaN may differ in their payloads.
          let patterns = bits.map { $0.isNaN ? 0 : $0.bitPattern }
          #expect(first == nil || first == patterns, "\(level)")
          first = first ?? patterns
        }
      }
    }
  }

  private func kernel(
    _ level: InstructionLevel, _ formula: SignificantBits, _ rows: [[Double]], _ isSingle: Bool,
    _ given: [Double]?
  ) -> (bits: [Double], references: [Double]) {
    let count = rows[0].count
    let single = rows.flatMap { $0.map { Float($0) } }
    let double = rows.flatMap { $0 }
    var (bits, references) = (
      [Double](repeating: 7, count: count), [Double](repeating: 7, count: count)
    )
    func parts<Number>(_ numbers: UnsafeBufferPointer<Number>) -> [UnsafeBufferPointer<Number>] {
      rows.indices.map { .init(rebasing: numbers[$0 * count..<($0 + 1) * count]) }
    }
    single.withUnsafeBufferPointer { single in
      double.withUnsafeBufferPointer { double in
        (given ?? []).withUnsafeBufferPointer { reference in
          bits.withUnsafeMutableBufferPointer { bits in
            references.withUnsafeMutableBufferPointer { references in
              level.kernels.significantBits(
                formula, of: isSingle ? .binary32(parts(single)) : .binary64(parts(double)),
                given: given == nil ? nil : reference, bits: bits, references: references)
            }
          }
        }
      }
    }
    return (bits, references)
  }

  @Test(.severalLevels) func elementaryFunctionsAreTheSameAtEveryLevel() {
    var source = Source(5)
    for _ in 0..<10_000 {
      let x = source.uniform(-300...300)
      let expected = (exp(x), log(abs(x)))
      var bits: Set<[UInt64]> = []
      for level in InstructionLevel.available {
        let found = (level.kernels.exponential(x), level.kernels.logarithm(abs(x)))
        #expect(abs(found.0 - expected.0) <= 2 * expected.0.ulp)
        #expect(abs(found.1 - expected.1) <= 2 * expected.1.ulp)
        bits.insert([found.0.bitPattern, found.1.bitPattern])
      }
      #expect(bits.count == 1)
    }
  }
}
