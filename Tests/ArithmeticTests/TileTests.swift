import Arithmetic
import Testing

@testable import Kernels

/// Tiles in vectors equal the scalar rule, output by output.
@Suite struct TileTests {
  /// What the factors are drawn from.
  enum Data: String, CaseIterable {
    case ordinary, sparse, powers, tiny, subnormal, vanishing, huge, special

    func number(_ word: UInt64) -> Double {
      let uniform = (Double(word >> 12) + 0.5) * 0x1p-51 - 1
      let choice = word & 7
      switch self {
      case .ordinary: return uniform
      case .sparse: return choice < 3 ? 0 : choice == 3 ? -0.0 : uniform
      case .powers:
        // Products and sums at and just above powers of two.
        let nearOne = (choice < 3 ? 1 : -1) + uniform.rounded() * 0x1p-23
        return choice < 6 ? nearOne : choice == 6 ? 0.5 : 0
      case .tiny: return uniform * 0x1p-60
      case .subnormal: return uniform * (choice < 4 ? 0x1p-70 : 0x1p-75)
      // Products round to zero or to the least number.
      case .vanishing: return choice < 2 ? 0 : uniform * 0x1p-90
      case .huge: return uniform * 0x1p63
      case .special:
        return choice == 0 ? .infinity : choice == 1 && word & 64 == 0 ? .nan : uniform
      }
    }
  }

  @Test(arguments: Data.allCases, [6, 4])
  func equalTheScalarRule(_ data: Data, _ rows: Int) {
    check(NearestRounding<Float>(), data, rows)
    check(NearestRounding<Double>(), data, rows)
    check(StochasticRounding32(), data, rows)
    check(StochasticRounding64(), data, rows)
    check(RandomRounding32(), data, rows)
    check(FusedStochasticRounding32(), data, rows)
    check(UpDownRounding<Float>(), data, rows)
    check(StochasticBfloat16Rounding(isFused: false), data, rows)
  }

  /// The backends that share kernels, with the options that have vectors of their own.
  static let schemes: [ArithmeticSpecification] =
    [24, 11].flatMap { precision in
      ["rr", "pb", "full"].map {
        ArithmeticSpecification(
          name: "mca", options: ["mode": .text($0), "precision": .integer(precision)])
      }
    }
    + ["bfloat16", "float16", "tf32", "fp8-e4m3", "fp8-e5m2"].map {
      ArithmeticSpecification(name: "reduced", options: ["format": .text($0)])
    }
    + ["float16", "tf32", "fp8-e4m3", "fp8-e5m2"].map {
      ArithmeticSpecification(
        name: "reduced", options: ["format": .text($0), "rounding": .text("stochastic")])
    }
    + ["bfloat16", "float16", "tf32", "fp8-e4m3", "fp8-e5m2"].map {
      ArithmeticSpecification(
        name: "reduced", options: ["format": .text($0), "multiply-add": .text("fused")])
    }
    + ["upward", "downward", "toward-zero"].flatMap { name in
      ["separate", "fused"].map {
        ArithmeticSpecification(name: name, options: ["multiply-add": .text($0)])
      }
    }

  @Test(arguments: Data.allCases, schemes)
  func ofSharedKernelsEqualTheScalarRule(
    _ data: Data, _ specification: ArithmeticSpecification
  ) throws {
    let backend = try #require(
      CompiledKernels().backends.first { $0.name == specification.name })
    let kernels = backend.make(
      try Arithmetics.resolve(specification), Session(seed: 1, threads: 1))
    let rule = try #require((kernels as? SchemeBackend)?.rule32)
    #expect(
      (rule.scheme.contract != nil) == hasVectors(specification),
      "\(specification.label) has no vectors")
    check(rule, data, 6)
    check(rule, data, 4)
  }

  /// One rounding per multiply-add runs in vectors only where the processor does it in a rounding
  /// mode of its own, by one instruction; elsewhere the scalar rule itself is used.
  private func hasVectors(_ specification: ArithmeticSpecification) -> Bool {
    let isFused = specification.options["multiply-add"] == .text("fused")
    return !isFused || (specification.name != "reduced" && DirectedRounding.fusesByInstruction)
  }

  private func check<Rule: RoundingRule>(_ rule: Rule, _ data: Data, _ rows: Int) {
    let key = CallKey(seed: 5)
    let words = CompiledKernels()
    let (steps, columns) = (130, TileShape.widest + 16)
    var index: UInt64 = 0
    func numbers(_ count: Int) -> [Rule.Real] {
      (0..<count).map { _ in
        index += 1
        return Rule.Real.nearest(
          Double(Float(data.number(words.randomWord(CallKey(seed: 9), element: index, index: 0)))))
      }
    }
    let (left, right) = (numbers(rows * steps), numbers(columns + steps))
    let magnitudes = Magnitudes(rule, left, right, steps: steps)
    let (a, b) = (
      left.map { Rule.Factor.nearest($0.wide) }, right.map { Rule.Factor.nearest($0.wide) }
    )
    let offsets = Array(0..<steps)
    func sums(_ runs: [Range<Int>], _ widths: [Int], _ sum: (Tile<Rule.Factor>) -> Void)
      -> [Rule.Factor]
    {
      var result = [Rule.Factor](repeating: 0, count: rows * columns)
      for run in runs {
        var column = 0
        for width in widths {
          result.withUnsafeMutableBufferPointer { sums in
            a.withUnsafeBufferPointer { a in
              b.withUnsafeBufferPointer { b in
                offsets.withUnsafeBufferPointer { offsets in
                  guard let left = a.baseAddress, let right = b.baseAddress,
                    let start = offsets.baseAddress, let target = sums.baseAddress
                  else { return }
                  sum(
                    Tile(
                      left: left + run.lowerBound * rows, right: right + column,
                      offsets: start + run.lowerBound, steps: run.count,
                      firstStep: run.lowerBound, rows: rows, columns: width,
                      sums: target + column, stride: columns, key: key, element: 1000 + column,
                      elementStride: 500))
                }
              }
            }
          }
          column += width
        }
      }
      return result
    }
    let expected = sums([0..<steps], [columns]) { rule.contractByElement($0) }
    let whole = sums([0..<steps], [TileShape.widest, 16]) { rule.contract($0, magnitudes) }
    let runs = sums([0..<64, 64..<128, 128..<steps], [TileShape.widest, 16]) {
      rule.contract($0, magnitudes)
    }
    #expect(Self.mismatch(expected, whole) == nil, "\(Rule.self), \(data)")
    #expect(Self.mismatch(expected, runs) == nil, "\(Rule.self), \(data), in runs")
  }

  /// The first place where bits differ; any NaN equals any other.
  static func mismatch<Real: RealNumber>(_ a: [Real], _ b: [Real]) -> String? {
    for (index, (x, y)) in zip(a, b).enumerated() where !(x.isNaN && y.isNaN) {
      if x != y || x.sign != y.sign { return "\(index): \(x) and \(y)" }
    }
    return nil
  }
}
