import Arithmetic
import Testing

@Suite struct SpecialCaseTests {
  @Test(arguments: JudgedBackend.exact, RealFormat.allCases)
  func certainResultsNeverMove(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let cases = SpecialCase.all(format)
    #expect(cases.count == 56)
    let arithmetic = try backend.make(seed: 56)
    for special in cases {
      let draws = special.operation.draws(arithmetic, special.operands, format, count: 500)
      #expect(
        draws.allSatisfy { Outcomes.same($0, special.result(backend.rounding)) },
        "\(special.operation) of \(special.operands) is \(special.result), not \(draws[0])")
    }
  }

  /// Conversions of numbers that binary32 holds, and of those that no number represents.
  @Test(arguments: JudgedBackend.exact) func conversionsKeepWhatFits(_ backend: JudgedBackend)
    throws
  {
    let arithmetic = try backend.make(seed: 57)
    let f = FormatLimits(RealFormat.binary32)
    let kept = [0, -0.0, 1, -1.5, f.least, -f.least, f.normal, f.greatest, -f.greatest]
    for value in kept + [.infinity, -.infinity, .nan] {
      let narrowed = KernelOperation.convert.draws(arithmetic, [value], .binary32, count: 500)
      #expect(narrowed.allSatisfy { Outcomes.same($0, value) }, "\(value) became \(narrowed[0])")
      let tensor = RealTensor(.binary32, shape: [1], [value])
      let widened = arithmetic.convert(tensor, to: .binary64).doubles
      #expect(Outcomes.same(widened[0], value))
    }
  }
}
