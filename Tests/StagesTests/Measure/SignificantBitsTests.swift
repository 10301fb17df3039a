import Arithmetic
import PipelineKit
import Statistics
import Support
import Testing

@testable import Stages

struct SignificantBitsTests {
  private func bits(
    _ method: SignificantBits.Method, _ samples: [Double], reference: Double,
    error: SignificantBits.ErrorKind = .relative, precision: Int = 24
  ) throws -> Double {
    let formula = SignificantBits(
      method: method, error: error, precision: precision, samples: samples.count,
      probability: 0.95, confidence: 0.95)
    let rows = samples.map { DatasetElements.float64(Tensor(shape: [1], values: [$0])) }
    var bits = [Double.nan]
    try bits.withUnsafeMutableBufferPointer {
      try BitsOfSamples(formula: formula, threads: 1).compute(
        rows, given: method == .parker ? nil : [reference], bits: $0, references: nil)
    }
    return bits[0]
  }

  @Test func generalCountsWholeBits() throws {
    #expect(try bits(.general, [1, 1.25], reference: 1) == 2)
    #expect(try bits(.general, [1, 1.26], reference: 1) == 1)
    #expect(try bits(.general, [1, 1.24], reference: 1) == 2)
    #expect(try bits(.general, [1, 3], reference: 1) == 0)
    #expect(try bits(.general, [1, 1], reference: 1) == 24)
    #expect(try bits(.general, [1, 1 + 0x1p-30], reference: 1) == 24)
    #expect(try bits(.general, [1, 1 + 0x1p-30], reference: 1, precision: 53) == 30)
    #expect(try bits(.general, [1, .nan], reference: 1) == 0)
    #expect(try bits(.general, [1, 2], reference: 0) == 0)
  }

  @Test func generalScalesAbsoluteErrors() throws {
    #expect(try bits(.general, [9, 8], reference: 8, error: .absolute) == 3)
    #expect(try bits(.general, [0.5, 0.25], reference: 0, error: .absolute) == 1)
  }

  @Test func parker() throws {
    // Mean 10, sample standard deviation √2: −log2(0.1414…).
    #expect(try abs(bits(.parker, [9, 11], reference: 0) - 2.8219280948873626) < 1e-12)
    #expect(try bits(.parker, [5, 5, 5], reference: 0) == 24)
    #expect(try bits(.parker, [-1, 1], reference: 0) == -.infinity)
    #expect(try bits(.parker, [0, 0], reference: 0) == 24)
    #expect(try bits(.parker, [1, .nan], reference: 0).isNaN)
  }

  @Test func cnh() throws {
    // Two errors ±2⁻¹⁰: σ = 2⁻¹⁰; one degree of freedom.
    let correction = SignificantBits(
      method: .cnh, error: .relative, precision: 24, samples: 2, probability: 0.95,
      confidence: 0.95
    ).correction
    let samples = [1 + 0x1p-10, 1 - 0x1p-10]
    #expect(try abs(bits(.cnh, samples, reference: 1) - (10 - correction)) < 1e-12)
    #expect(try bits(.cnh, [1, 1], reference: 1) == 24 - correction)
    // Agreeing with one another and not with the reference: the distance counts.
    #expect(try abs(bits(.cnh, [1.25, 1.25], reference: 1) - (2 - correction)) < 1e-12)
    #expect(try bits(.cnh, [1, .nan], reference: 1).isNaN)
  }

  /// Three times 0.1 over three is not 0.1; equal samples keep all their bits all the same, beside
  /// others that differ.
  @Test(arguments: SignificantBits.Method.allCases)
  func equalSamplesAreTheirMean(method: SignificantBits.Method) throws {
    let formula = SignificantBits(
      method: method, error: .absolute, precision: 53, samples: 3, probability: 0.95,
      confidence: 0.95)
    var (bits, references) = ([Double.nan, .nan], [Double.nan, .nan])
    let rows = [1.0, 2, 4].map { DatasetElements.float64(Tensor(shape: [2], values: [0.1, $0])) }
    try bits.withUnsafeMutableBufferPointer { bits in
      try references.withUnsafeMutableBufferPointer { references in
        try BitsOfSamples(formula: formula, threads: 1).compute(
          rows, given: nil, bits: bits, references: references)
      }
    }
    #expect(references == [0.1, 7.0 / 3])
    #expect(bits[0] == (method == .cnh ? 53 - formula.correction : 53))
    #expect(bits[1] < 2)
  }

  /// Numbers of the worked example: 10 samples, p = confidence = 0.95.
  @Test func correctionForTenSamples() {
    let formula = SignificantBits(
      method: .cnh, error: .relative, precision: 24, samples: 10, probability: 0.95,
      confidence: 0.95)
    // ½ log2(9 / 2.7003894999803584) + log2(1.959963984540054)
    #expect(abs(formula.correction - 1.8392058877715356) < 1e-12)
  }

  @Test func sampleSizes() {
    #expect(SampleSize.required(probability: 0.95, confidence: 0.95) == 59)
    #expect(SampleSize.required(probability: 0.99, confidence: 0.95) == 299)
    #expect(
      abs(SampleSize.supportedProbability(samples: 10, confidence: 0.95) - 0.7004267726446) < 1e-12)
    #expect(SampleSize.supportedProbability(samples: 2, confidence: 0.95) == 0)
  }

  /// Everything at once against the Python package: ordinary numbers over many scales, zero
  /// variance, zero references, zero means, NaN and infinite samples.
  @Test(
    .enabled(if: Python.isAvailable), arguments: SignificantBits.ErrorKind.allCases,
    [SignificantBits.Method.cnh, .general])
  func equalsSignificantDigits(
    error: SignificantBits.ErrorKind, method: SignificantBits.Method
  ) throws {
    var columns: [[Double]] = [
      [1, 1, 1, 1], [0, 0, 0, 0], [-1, 1, -1, 1], [1, 2, 3, .nan], [1, 2, 3, .infinity],
      [0, 0, 0, 1], [1.5, 1.5, 1.5, 1.5], [-8, -8.5, -8, -7.5], [1e-40, 1.0001e-40, 1e-40, 1e-40],
    ]
    var state: UInt64 = 1
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    for scale in -20..<20 {
      for spread in [1e-1, 1e-4, 1e-7, 1e-12] {
        let centre = (uniform() - 0.5) * Double(sign: .plus, exponent: scale, significand: 1)
        columns.append((0..<4).map { _ in centre * (1 + spread * (uniform() - 0.5)) })
      }
    }
    let means = columns.map { $0.reduce(0, +) / 4 }
    let rows = (0..<4).map { row in columns.map { $0[row] } }
    for precision in [23, 52] {
      for (name, reference) in [("mean", means), ("given", columns.map { $0[0] + 0.25 })] {
        let expected = try Python.numbers(
          "import numpy as np, significantdigits as s\n"
            + "x = \(Python.array(rows)); r = \(Python.array(reference))\n"
            + "b = s.significant_digits(x, reference=r, error='\(error.rawValue)', "
            + "method='\(method.rawValue)', dtype=np.\(precision == 23 ? "float32" : "float64"))\n"
            + "print(*[repr(float(v)) for v in b])")
        try #require(expected.count == columns.count)
        for (index, column) in columns.enumerated() {
          let found = try bits(
            method, column, reference: reference[index], error: error, precision: precision)
          // What has no reference is skipped by every method here; the package gives it 0 bits.
          let awaited = reference[index].isFinite ? expected[index] : .nan
          #expect(
            agree(found, awaited, within: 1e-6),
            "\(column) from \(name) \(reference[index]): \(found), package \(expected[index])")
        }
      }
    }
  }
}
