import Arithmetic
import Testing

/// Random operands from every corner of the formats, against the oracle.
@Suite struct RandomOperandTests {
  @Test(arguments: [.ieee] + JudgedBackend.discrete, KernelOperation.allCases)
  func resultsAreThoseOfTheOracle(_ backend: JudgedBackend, _ operation: KernelOperation) throws {
    let arithmetic = try backend.make(seed: 8)
    for format in operation.formats {
      let operands = RandomOperands(operation, format)
      let results = operation.apply(arithmetic, operands.columns, format)
      var (surplus, variance) = (0.0, 0.0)
      for (index, row) in operands.rows.enumerated() {
        let outcomes = operation.outcomes(row, backend, format)
        let draws = results[index * operands.copies..<(index + 1) * operands.copies]
        for result in draws where outcomes.probability(of: result) == 0 {
          Issue.record("\(operation) \(format) \(row) gave \(result), not \(outcomes.all)")
        }
        // The outcome farthest from zero, counted over all inputs together.
        guard outcomes.all.count > 1,
          let outer = outcomes.all.max(by: { $0.value.magnitude < $1.value.magnitude })
        else { continue }
        let count = draws.count { Outcomes.same($0, outer.value) }
        let (n, p) = (Double(operands.copies), outer.probability)
        surplus += Double(count) - n * p
        variance += n * p * (1 - p)
      }
      if backend.isCertain {
        #expect(variance == 0)
      } else {
        // Of operands from every corner a coarse format makes few that are between two numbers.
        #expect(variance > 50 || !JudgedBackend.random.contains(backend))
        #expect(abs(surplus) < 5 * (variance + 4).squareRoot())
      }
    }
  }
  /// The same corners give the same bits whatever instructions the kernels use.
  @Test(.severalLevels, arguments: [.ieee] + JudgedBackend.random, KernelOperation.allCases)
  func levelsAgree(_ backend: JudgedBackend, _ operation: KernelOperation) throws {
    for format in operation.formats {
      let columns = RandomOperands(operation, format).columns
      let levels = try InstructionLevel.available.map { level in
        operation.apply(try backend.make(seed: 9, level: level), columns, format)
      }
      for (level, results) in zip(InstructionLevel.available, levels) {
        let different = zip(levels[0], results).count { !Outcomes.same($0, $1) }
        #expect(different == 0, "\(operation) \(format) with \(level)")
      }
    }
  }
}

/// Rows of operands, and the same as columns with copies of each row side by side.
private struct RandomOperands {
  let rows: [[Double]]
  let columns: [[Double]]
  /// Odd, so that vectors have remainders.
  let copies = 7

  init(_ operation: KernelOperation, _ format: RealFormat) {
    var source = OperandSource(seed: 0xFEED)
    let (rows, copies) = (
      (0..<1000).map { _ in source.operands(operation.exact, BinaryFormat(format)) }, copies
    )
    self.rows = rows
    columns = (0..<operation.exact.operandCount).map { column in
      rows.flatMap { [Double](repeating: $0[column], count: copies) }
    }
  }
}
