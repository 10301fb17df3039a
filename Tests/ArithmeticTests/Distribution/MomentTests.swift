import Arithmetic
import Testing

/// Mean and variance of a million draws.
@Suite struct MomentTests {
  private static let draws = 1_000_000

  private static func operands(_ operation: KernelOperation, _ format: RealFormat) -> [Double] {
    let f = FormatLimits(format)
    return switch operation {
    case .add: [1, f.gap * 0.3125]
    case .subtract: [1, f.gap * 0.15625]
    case .multiply: [1 + f.power(-10), 1 + f.gap * 5]
    case .divide: [1, 10]
    case .squareRoot: [3]
    case .multiplyAdd: [2, 3, f.gap]
    case .convert: [1.0 / 3]
    }
  }

  @Test(arguments: JudgedBackend.random, KernelOperation.allCases)
  func momentsAreThoseOfTheDefinition(_ backend: JudgedBackend, _ operation: KernelOperation)
    throws
  {
    for format in operation.formats {
      let operands = Self.operands(operation, format)
      let outcomes = operation.outcomes(operands, backend.rounding, format).all
      try #require(outcomes.count == 2)
      let (low, high) = (outcomes[0].value, outcomes[1].value)
      let (gap, p) = (high - low, outcomes[1].probability)
      let arithmetic = try backend.make(seed: 1_000_000)
      let draws = operation.draws(arithmetic, operands, format, count: Self.draws)
      // In units of the gap from the lower neighbour: exact sums of zeros and ones.
      let n = Double(Self.draws)
      let offsets = draws.map { ($0 - low) / gap }
      let mean = offsets.reduce(0, +) / n
      let variance = offsets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
      #expect(abs(mean - p) < 5 / (2 * n.squareRoot()), "mean of \(operation), \(format)")
      // The fourth central moment of one draw is pq (1 − 3pq).
      let pq = p * (1 - p)
      let spread = ((pq * (1 - 3 * pq) - pq * pq) / n).squareRoot() + 10 / n
      #expect(abs(variance - pq) < 5 * spread, "variance of \(operation), \(format)")
    }
  }
}
