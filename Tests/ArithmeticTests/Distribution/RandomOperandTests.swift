import Arithmetic
import Testing

/// Random operands from every corner of the formats, against the oracle.
@Suite struct RandomOperandTests {
  private static let inputs = 1000
  private static let copies = 8

  @Test(arguments: [.ieee] + JudgedBackend.random, KernelOperation.allCases)
  func resultsAreThoseOfTheOracle(_ backend: JudgedBackend, _ operation: KernelOperation) throws {
    let arithmetic = try backend.make(seed: 8)
    for format in operation.formats {
      var source = OperandSource(seed: 0xFEED)
      let rows = (0..<Self.inputs).map { _ in
        source.operands(operation.exact, BinaryFormat(format))
      }
      let columns = (0..<operation.exact.operandCount).map { column in
        rows.flatMap { [Double](repeating: $0[column], count: Self.copies) }
      }
      let results = operation.apply(arithmetic, columns, format)
      var (surplus, variance) = (0.0, 0.0)
      for (index, operands) in rows.enumerated() {
        let outcomes = operation.outcomes(operands, backend.rounding, format)
        for copy in 0..<Self.copies {
          let result = results[index * Self.copies + copy]
          let probability = outcomes.probability(of: result)
          #expect(
            probability > 0,
            "\(operation) \(format) \(operands) gave \(result), not \(outcomes.all)")
        }
        // The outcome farthest from zero, counted over all inputs together.
        guard outcomes.all.count > 1,
          let outer = outcomes.all.max(by: { $0.value.magnitude < $1.value.magnitude })
        else { continue }
        let count = results[index * Self.copies..<(index + 1) * Self.copies].count {
          Outcomes.same($0, outer.value)
        }
        let (n, p) = (Double(Self.copies), outer.probability)
        surplus += Double(count) - n * p
        variance += n * p * (1 - p)
      }
      if backend == .ieee {
        #expect(variance == 0)
      } else {
        #expect(variance > 50)
        #expect(abs(surplus) < 5 * variance.squareRoot())
      }
    }
  }
}
