import Testing

/// The oracle itself: cases that a reader can check by hand, and the CPU's own rounding.
@Suite struct OracleTests {
  private func neighbours(_ operation: ExactOperation, _ x: Double..., format: BinaryFormat)
    throws -> Neighbours
  {
    Neighbours(try #require(operation.result(x)), in: format)
  }

  @Test func sumJustAboveOne() throws {
    let x = try neighbours(.add, 1, 0x1p-26, format: .binary32)
    #expect(x.inner == 1 && x.outer == 1 + 0x1p-23 && x.fraction == 0.125 && !x.isExact)
    let y = try neighbours(.add, -1, -0x1p-26, format: .binary32)
    #expect(y.inner == -1 && y.outer == -1 - 0x1p-23 && y.fraction == 0.125)
  }

  @Test func gapHalvesBelowOne() throws {
    let x = try neighbours(.subtract, 1, 0x1p-26, format: .binary32)
    #expect(x.inner == 1 - 0x1p-24 && x.outer == 1 && x.fraction == 0.75)
  }

  @Test func tiesGoToEven() throws {
    let down = try neighbours(.add, 1, 0x1p-24, format: .binary32)
    #expect(down.half == 0 && down.nearest == 1)
    let up = try neighbours(.add, 1 + 0x1p-23, 0x1p-24, format: .binary32)
    #expect(up.half == 0 && up.nearest == 1 + 0x1p-22)
    let past = try neighbours(.fusedMultiplyAdd, 0x1p-60, 0x1p-60, 1 + 0x1p-24, format: .binary32)
    #expect(past.half == 1 && past.nearest == 1 + 0x1p-23)
  }

  @Test func thirdsAndRoots() throws {
    // 1/3 = 0.0101…₂: the 24 bits end in …0101 010|10101…, so the fraction is two thirds.
    let third = try neighbours(.divide, 1, 3, format: .binary32)
    #expect(third.inner == 11_184_810 * 0x1p-25 && abs(third.fraction - 2.0 / 3) < 1e-15)
    // ⌊√2 · 2²³⌋ = 11863283; √2 · 2²³ = 11863283.2030…
    let root = try neighbours(.squareRoot, 2, format: .binary32)
    #expect(root.inner == 11_863_283 * 0x1p-23 && abs(root.fraction - 0.2030310) < 1e-6)
    #expect(try neighbours(.squareRoot, 0x1p-1074, format: .binary64).inner == 0x1p-537)
    #expect(try neighbours(.squareRoot, 9, format: .binary64).isExact)
  }

  @Test func belowTheLeastNumber() throws {
    let x = try neighbours(.multiply, -0x1p-149, 0.25, format: .binary32)
    #expect(x.inner == 0 && x.inner.sign == .minus && x.outer == -0x1p-149 && x.fraction == 0.25)
    let y = try neighbours(.multiply, 0x1p-1074, 0x1.8p-1, format: .binary64)
    #expect(y.inner == 0 && y.outer == 0x1p-1074 && y.fraction == 0.75 && y.nearest == 0x1p-1074)
  }

  @Test func pastTheGreatestNumber() throws {
    let greatest = Double(Float.greatestFiniteMagnitude)
    let x = try neighbours(.add, greatest, 0x1p102, format: .binary32)
    #expect(x.inner == greatest && x.outer == .infinity && x.fraction == 0.25)
    let y = try neighbours(.add, greatest, greatest, format: .binary32)
    #expect(y.inner == .infinity && y.outer == .infinity)
    let z = try neighbours(.convert, -0x1p128, format: .binary32)
    #expect(z.inner == -.infinity && z.isExact)
  }

  @Test func twoStepsMultiplyTheirProbabilities() {
    // (1 + 2⁻²³)² = 1 + 2⁻²² + 2⁻⁴⁶: up with probability 2⁻²³.
    let up = ReferenceRounding.stochastic.outcomes(
      .multiply, [1 + 0x1p-23, 1 + 0x1p-23], in: .binary32)
    #expect(up.probability(of: 1 + 3 * 0x1p-23) == 0x1p-23)
    let two = ReferenceRounding.random.multiplyThenAdd(
      1 + 0x1p-23, 1 + 0x1p-23, 0x1p-30, in: .binary32)
    #expect(two.all.count == 3)
    #expect(two.probability(of: 1 + 2 * 0x1p-23) == 0.25)
    #expect(two.probability(of: 1 + 3 * 0x1p-23) == 0.5)
    #expect(two.probability(of: 1 + 4 * 0x1p-23) == 0.25)
  }

  /// The nearest neighbour is what the CPU gives, for every operation, in every corner.
  @Test(arguments: ExactOperation.allCases) func agreesWithTheProcessor(
    _ operation: ExactOperation
  ) {
    var source = OperandSource(seed: 1)
    for _ in 0..<600 {
      let narrow = source.operands(operation, .binary32)
      let expected32 = ReferenceRounding.nearest.outcomes(operation, narrow, in: .binary32)
      #expect(expected32.probability(of: processor32(operation, narrow)) == 1, "\(narrow)")
      if operation == .convert { continue }
      let wide = source.operands(operation, .binary64)
      let expected64 = ReferenceRounding.nearest.outcomes(operation, wide, in: .binary64)
      #expect(expected64.probability(of: operation.special(wide)) == 1, "\(wide)")
    }
  }

  private func processor32(_ operation: ExactOperation, _ operands: [Double]) -> Double {
    let x = operands.map { Float($0) }
    switch operation {
    case .add: return Double(x[0] + x[1])
    case .subtract: return Double(x[0] - x[1])
    case .multiply: return Double(x[0] * x[1])
    case .divide: return Double(x[0] / x[1])
    case .squareRoot: return Double(x[0].squareRoot())
    case .fusedMultiplyAdd: return Double(x[2].addingProduct(x[0], x[1]))
    case .convert: return Double(x[0])
    }
  }
}
