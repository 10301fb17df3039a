import Arithmetic
import Testing

/// Fixed operands, 20 000 draws each, against exact probabilities.
@Suite struct CellTests {
  @Test(arguments: JudgedBackend.random, KernelOperation.allCases)
  func drawsFollowTheirProbabilities(_ backend: JudgedBackend, _ operation: KernelOperation) throws
  {
    for format in operation.formats {
      let arithmetic = try backend.make(seed: 20_000)
      var pooled = PooledChiSquared()
      for operands in Cells.all(operation, format) {
        let outcomes = operation.outcomes(operands, backend.rounding, format)
        let draws = operation.draws(arithmetic, operands, format, count: 20_000)
        let counts = OutcomeCounts(draws, of: outcomes)
        counts.check("\(backend.rawValue) \(operation) \(format) \(operands)")
        pooled.add(counts.chiSquared)
      }
      #expect(pooled.freedom >= 20)
      #expect(
        abs(pooled.deviation) < 5,
        "χ² \(pooled.value) with \(pooled.freedom) degrees of freedom, \(operation) \(format)")
    }
  }

  @Test(arguments: KernelOperation.allCases)
  func nearestGivesOneResult(_ operation: KernelOperation) throws {
    let arithmetic = try JudgedBackend.ieee.make(seed: 1)
    for format in operation.formats {
      for operands in Cells.all(operation, format) {
        let outcomes = operation.outcomes(operands, .nearest, format)
        let draws = operation.draws(arithmetic, operands, format, count: 20)
        OutcomeCounts(draws, of: outcomes).check("ieee \(operation) \(format) \(operands)")
      }
    }
  }
}
