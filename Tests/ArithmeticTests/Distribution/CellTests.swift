import Arithmetic
import Testing

/// Fixed operands, thousands of draws each, against exact probabilities.
@Suite struct CellTests {
  @Test(arguments: JudgedBackend.discrete, KernelOperation.allCases)
  func drawsFollowTheirProbabilities(_ backend: JudgedBackend, _ operation: KernelOperation) throws
  {
    for format in operation.formats {
      let arithmetic = try backend.make(seed: 20_000)
      var pooled = PooledChiSquared()
      for operands in Cells.all(operation, format, rounded: backend.format(format)) {
        let outcomes = operation.outcomes(operands, backend, format)
        let draws = operation.draws(arithmetic, operands, format, count: backend.draws)
        let counts = OutcomeCounts(draws, of: outcomes)
        counts.check("\(backend.label) \(operation) \(format) \(operands)")
        pooled.add(counts.chiSquared)
      }
      // Directed roundings and those to nearest have one result; of up-down the oracle knows few.
      let isCertain = backend.isCertain
      #expect(isCertain ? pooled.freedom == 0 : pooled.freedom >= 10)
      #expect(
        abs(pooled.deviation) < 5,
        "χ² \(pooled.value) with \(pooled.freedom) degrees of freedom, \(operation) \(format)")
    }
  }

  @Test(arguments: KernelOperation.allCases)
  func nearestGivesOneResult(_ operation: KernelOperation) throws {
    let kernels = try JudgedBackend.nearest.map { try $0.make(seed: 1) }
    for format in operation.formats {
      for operands in Cells.all(operation, format) {
        let outcomes = operation.outcomes(operands, JudgedBackend.ieee, format)
        for arithmetic in kernels {
          let draws = operation.draws(arithmetic, operands, format, count: 20)
          let name = arithmetic.specification.name
          OutcomeCounts(draws, of: outcomes).check("\(name) \(operation) \(format) \(operands)")
        }
      }
    }
  }

  /// Kernels that take one operand as a number round it to nearest and then do the same.
  @Test(
    arguments: JudgedBackend.nearest + JudgedBackend.random + JudgedBackend.directed,
    RealFormat.allCases)
  func numbersAreOperandsToo(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 3)
    let limits = FormatLimits(format)
    let cells: [(Double, Double)] = [
      (1, 0.1), (3, 1.0 / 3), (1, limits.gap / 4), (0.7, -0.1), (limits.least * 5, 0.3),
      (1, 1e-300), (limits.greatest, 1 + limits.gap), (-2, 0.7), (limits.normal, 3), (1, 0),
    ]
    for (x, y) in cells {
      let operands = [limits.narrow(x), limits.narrow(y)]
      let tensor = RealTensor(
        format, shape: [5000], [Double](repeating: operands[0], count: 5000))
      for (operation, result) in [
        (KernelOperation.add, arithmetic.add(tensor, y)),
        (.multiply, arithmetic.multiply(tensor, y)), (.divide, arithmetic.divide(tensor, y)),
      ] {
        let outcomes = operation.outcomes(operands, backend, format)
        OutcomeCounts(result.doubles, of: outcomes)
          .check("\(backend.label) \(operation) \(format) \(operands)")
      }
    }
  }
}
