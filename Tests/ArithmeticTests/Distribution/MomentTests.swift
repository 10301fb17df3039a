import Arithmetic
import Testing

/// Mean and variance of many draws.
@Suite struct MomentTests {
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

  private static let judged: [JudgedBackend] =
    JudgedBackend.random + [.upDown, .monteCarlo("rr", 53)]
    + (JudgedBackend.optional + JudgedBackend.reduced).filter { !$0.isCertain }

  @Test(arguments: judged, KernelOperation.allCases)
  func momentsAreThoseOfTheDefinition(_ backend: JudgedBackend, _ operation: KernelOperation)
    throws
  {
    for format in operation.formats {
      let operands = Self.operands(operation, format)
      let outcomes = operation.outcomes(operands, backend, format).all
      guard outcomes.count > 1 else { continue }
      let values = outcomes.map(\.value).sorted()
      let low = values[0]
      let gap = zip(values.dropFirst(), values).map(-).min() ?? 1
      /// The expectation of a power of the distance from `centre`, in gaps.
      func moment(_ power: Int, around centre: Double) -> Double {
        outcomes.reduce(0) { sum, outcome in
          let offset = (outcome.value - low) / gap - centre
          return sum + outcome.probability
            * (0..<power).reduce(1) { product, _ in product * offset }
        }
      }
      let expected = moment(1, around: 0)
      let square = moment(2, around: expected)
      let fourth = moment(4, around: expected)
      let arithmetic = try backend.make(seed: 1_000_000)
      let n = Double(JudgedBackend.random.contains(backend) ? 1_000_000 : 100_000)
      let draws = operation.draws(arithmetic, operands, format, count: Int(n))
      let offsets = draws.map { ($0 - low) / gap }
      let mean = offsets.reduce(0, +) / n
      let variance = offsets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
      let label = "\(backend.label) \(operation) \(format)"
      #expect(abs(mean - expected) < 5 * (square / n).squareRoot() + 10 / n, "mean of \(label)")
      let spread = (max(0, fourth - square * square) / n).squareRoot() + 10 / n
      #expect(abs(variance - square) < 5 * spread, "variance of \(label)")
    }
  }
}
