import Arithmetic
import Testing

/// Roundings that should know nothing of each other.
@Suite struct IndependenceTests {
  /// Whether each draw of 1 + gap/2 went up.
  private func coins(_ arithmetic: any Arithmetic, _ format: RealFormat, count: Int) -> [Bool] {
    KernelOperation.add.draws(
      arithmetic, [1, FormatLimits(format).gap / 2], format, count: count
    ).map { $0 > 1 }
  }

  private func agreement(_ a: some Sequence<Bool>, _ b: some Sequence<Bool>) -> Double {
    let (same, count) = zip(a, b).reduce(into: (0, 0)) {
      $0.0 += $1.0 == $1.1 ? 1 : 0
      $0.1 += 1
    }
    return (2 * Double(same) - Double(count)) / Double(count).squareRoot()
  }

  @Test(arguments: JudgedBackend.random, RealFormat.allCases)
  func elementsCallsSeedsAndForksDiffer(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let n = 100_000
    let arithmetic = try backend.make(seed: 5)
    let first = coins(arithmetic, format, count: n)
    for lag in [1, 2, 3, 4, 7, 8, 16, 32, 64, 256, 1024, 16_384] {
      #expect(abs(agreement(first, first.dropFirst(lag))) < 5, "elements \(lag) apart")
    }
    let others: [(String, any Arithmetic)] = [
      ("the next call", arithmetic), ("the next seed", try backend.make(seed: 6)),
      ("a far seed", try backend.make(seed: 5 | 1 << 63)), ("fork 0", arithmetic.fork(0)),
      ("fork 1", arithmetic.fork(1)), ("fork 0 of fork 0", arithmetic.fork(0).fork(0)),
    ]
    var all = [("the first call", first)]
    for (name, other) in others { all.append((name, coins(other, format, count: n))) }
    for (i, a) in all.enumerated() {
      for b in all[(i + 1)...] {
        #expect(abs(agreement(a.1, b.1)) < 5, "\(a.0) and \(b.0)")
      }
    }
  }

  /// Chains of roundings of one output: their ups must be binomial, not merely half.
  ///
  /// Every addition of half a gap is inexact whatever came before, so the end of a chain of n counts
  /// the ups among n roundings of consecutive random words.
  @Test(arguments: JudgedBackend.random, RealFormat.allCases)
  func consecutiveRoundingsAreIndependent(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let gap = FormatLimits(format).gap
    let arithmetic = try backend.make(seed: 7)
    for length in [2, 5, 16, 64, 200] {
      let chains = length < 20 ? 40_000 : 20_000
      // The first product starts the sum at one; one more step than there are roundings.
      let factors = RealTensor(
        format, shape: [1, length + 1], [1] + [Double](repeating: gap / 2, count: length))
      let ones = RealTensor(
        format, shape: [length + 1, chains],
        [Double](repeating: 1, count: (length + 1) * chains))
      let ends = arithmetic.matrixProduct(factors, ones, transposeA: false, transposeB: false)
      let ups = binomial(length).map { (value: 1 + Double($0) * gap, probability: $1) }
      let counts = OutcomeCounts(ends.doubles, of: Outcomes(ups))
      #expect(counts.stranger == nil)
      var pooled = PooledChiSquared()
      pooled.add(counts.chiSquared)
      #expect(abs(pooled.deviation) < 5, "chains of \(length): χ² \(pooled.value)")
      counts.check("\(backend.label) \(format) chains of \(length)")
    }
  }

  /// The numbers 0…n with their probabilities as counts of heads.
  private func binomial(_ n: Int) -> [(Int, Double)] {
    var probability = Double(sign: .plus, exponent: -n, significand: 1)
    return (0...n).map { k in
      defer { probability *= Double(n - k) / Double(k + 1) }
      return (k, probability)
    }
  }
}
