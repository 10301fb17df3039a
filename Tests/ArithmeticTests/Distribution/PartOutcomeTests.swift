import Arithmetic
import Testing

/// Averages, slopes and normalizations whose every outcome can be listed from exact results.
@Suite struct PartOutcomeTests {
  private static let judged: [JudgedBackend] = [.ieee, .float64] + JudgedBackend.discrete

  /// `count` copies of some numbers.
  private func copies(_ values: [Double], _ count: Int) -> [Double] {
    (0..<count).flatMap { _ in values }
  }

  /// Windows of two and three places: a sum from zero, then a quotient.
  @Test(arguments: judged, RealFormat.allCases)
  func averages(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 41)
    let (limits, exact) = (FormatLimits(format), BinaryFormat(format))
    let count = min(backend.draws, 4000)
    let cells: [([Double], Double)] = [
      ([0.1, 0.2], 2), ([0.1, 0.7], 3), ([1, limits.gap / 3], 1), ([1 / 3, -1 / 3], 2),
      ([-0.1, limits.gap, 0.3], 3),
    ]
    for (values, divisor) in cells {
      let values = values.map { limits.narrow($0) }
      let x = RealTensor(format, shape: [count, 1, values.count], copies(values, count))
      let found = arithmetic.averagePool(
        x, kernel: [values.count],
        ConvolutionGeometry(stride: [1], paddingBefore: [0], paddingAfter: [0]),
        divisors: [divisor])
      let sums = values.reduce(Outcomes(0)) { sums, value in
        sums.then { backend.rounding.outcomes(.add, [$0, value], in: exact) }
      }
      OutcomeCounts(
        found.doubles,
        of: sums.then { backend.rounding.outcomes(.divide, [$0, divisor], in: exact) }
      ).check("\(backend.label) \(format) \(values) / \(divisor)")
    }
  }

  @Test(arguments: judged, RealFormat.allCases)
  func slopes(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 42)
    let limits = FormatLimits(format)
    let count = min(backend.draws, 4000)
    let cells = [(-0.1, 0.3), (-1 / 3, 1.1), (-3, -0.7), (-1, limits.gap)].map {
      (limits.narrow($0.0), limits.narrow($0.1))
    }
    // Channels of positive numbers in between stay what they are.
    let values = cells.flatMap { [$0.0, 0.1] }
    let x = RealTensor(
      format, shape: [1, values.count, count],
      values.flatMap { [Double](repeating: limits.narrow($0), count: count) })
    let slopes = RealTensor(format, shape: [values.count], cells.flatMap { [$0.1, 0.7] })
    let found = arithmetic.parametricReLU(x, slopes: slopes).doubles
    for (index, cell) in cells.enumerated() {
      let own = found[2 * index * count..<(2 * index + 1) * count]
      OutcomeCounts(
        Array(own),
        of: backend.rounding.outcomes(.multiply, [cell.1, cell.0], in: BinaryFormat(format))
      ).check("\(backend.label) \(format) \(cell)")
      let positive = found[(2 * index + 1) * count..<(2 * index + 2) * count]
      #expect(positive.allSatisfy { $0 == limits.narrow(0.1) })
    }
  }

  /// Rows v, −v, v, −v of small whole numbers have exact moments: what is left are a quotient, products
  /// and sums.
  @Test(arguments: JudgedBackend.exact, RealFormat.allCases)
  func normalizations(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 43)
    let (limits, exact) = (FormatLimits(format), BinaryFormat(format))
    let count = min(backend.draws, 4000)
    func product(_ a: Double, _ b: Double, _ c: Double) -> Outcomes {
      backend.isFused
        ? backend.rounding.outcomes(.fusedMultiplyAdd, [a, b, c], in: exact)
        : backend.rounding.multiplyThenAdd(a, b, c, in: exact)
    }
    for (value, weight, bias) in [(1.0, 0.3, 0.1), (3, 0.7, -0.2), (7, -1.3, 1 / 3)] {
      let (weight, bias) = (limits.narrow(weight), limits.narrow(bias))
      let row = [value, -value, value, -value]
      let x = RealTensor(format, shape: [count, 1, 4], copies(row, count))
      func four(_ number: Double, _ count: Int) -> RealTensor {
        RealTensor(format, shape: [count], [Double](repeating: number, count: count))
      }
      // Of each row one number: the others share its quotient.
      func firsts(_ tensor: RealTensor) -> [Double] {
        (0..<count).map { tensor.doubles[4 * $0] }
      }
      let label = "\(backend.label) \(format) \(value) \(weight) \(bias)"
      let own = backend.rounding.outcomes(.divide, [weight, value], in: exact)
        .then { product(value, $0, bias) }
      OutcomeCounts(
        firsts(
          arithmetic.instanceNormalize(
            x, weight: four(weight, 1), bias: four(bias, 1), epsilon: 0)),
        of: own
      ).check("instances \(label)")
      let parts = backend.rounding.outcomes(.divide, [1, value], in: exact)
        .then { product(value, $0, 0) }.then { product($0, weight, bias) }
      OutcomeCounts(
        firsts(
          arithmetic.groupNormalize(
            x, groups: 1, weight: four(weight, 1), bias: four(bias, 1), epsilon: 0)),
        of: parts
      ).check("groups \(label)")
      OutcomeCounts(
        firsts(
          arithmetic.layerNormalize(
            x.reshaped([count, 4]), weight: four(weight, 4), bias: four(bias, 4), epsilon: 0
          ).output),
        of: parts
      ).check("layers \(label)")
    }
  }
}
