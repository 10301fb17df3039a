import Arithmetic
import Testing

/// Short dot products whose every outcome can be listed.
///
/// A step rounds its product and its sum, each by the backend's rule; to nearest a step is one fused
/// multiply-add. Chains start from zero.
@Suite struct ContractionTests {
  private static func cells(_ format: RealFormat) -> [[(Double, Double)]] {
    let f = FormatLimits(format)
    let g = f.gap
    let cells: [[(Double, Double)]] = [
      [(0.1, 0.1)],
      [(1 + g, 1 + g), (-1, 1 + 2 * g)],
      // To nearest the second product is not rounded: g² is left.
      [(-1, 1 + 2 * g), (1 + g, 1 + g)],
      [(-0.1, 3), (0.3, 1), (0.7, -0.1)],
      [(0.1, 3), (0.7, 0.3)],
      [(1, 1), (0.1, g)],
      [(1 + g, 1 + 3 * g), (1 - g / 2, -1)],
      [(2 - g, 2 - g), (1, g), (-1.5, 1 + g)],
      [(1 / 3, 3), (1, 1), (1.0 / 7, 7)],
      [(f.least, 0.75), (1.25, f.least), (f.least, -0.5)],
      [(f.greatest, 1), (f.lastGap, 0.25)],
      [(f.root, f.root), (-f.root, f.root)],
      [(-0.0, 1), (0, -1)],
      [(1, f.power(-60)), (1, 1)],
    ]
    return cells.map { $0.map { (f.narrow($0.0), f.narrow($0.1)) } }
  }

  private static let judged: [JudgedBackend] =
    [.ieee, .float64] + JudgedBackend.random + JudgedBackend.directed + [.monteCarlo("rr", 53)]
    + JudgedBackend.reduced + JudgedBackend.optional.filter { $0.specification.name != "up-down" }

  private func outcomes(
    _ cell: [(Double, Double)], _ backend: JudgedBackend, _ format: RealFormat
  ) -> Outcomes {
    let (rounding, format) = (backend.rounding, BinaryFormat(format))
    return cell.reduce(Outcomes(0)) { sums, factors in
      sums.then { sum in
        rounding == .nearest || backend.isFused
          ? rounding.outcomes(.fusedMultiplyAdd, [factors.0, factors.1, sum], in: format)
          : rounding.multiplyThenAdd(factors.0, factors.1, sum, in: format)
      }
    }
  }

  @Test(arguments: judged, RealFormat.allCases)
  func matrixProduct(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 31)
    let copies = backend.draws
    for cell in Self.cells(format) {
      let row = RealTensor(format, shape: [1, cell.count], cell.map(\.0))
      let columns = RealTensor(
        format, shape: [cell.count, copies],
        cell.flatMap { [Double](repeating: $0.1, count: copies) })
      let results = arithmetic.matrixProduct(row, columns, transposeA: false, transposeB: false)
      OutcomeCounts(results.doubles, of: outcomes(cell, backend, format))
        .check("\(backend.label) \(format) \(cell)")
    }
  }

  /// One lane holds one term; sixteen zeros between terms keep them in the first lane's chain.
  @Test(arguments: judged, RealFormat.allCases)
  func dot(_ backend: JudgedBackend, _ format: RealFormat) throws {
    let arithmetic = try backend.make(seed: 32)
    for cell in Self.cells(format) {
      func spread(_ values: [Double]) -> RealTensor {
        let padded = values.flatMap { [$0] + [Double](repeating: 0, count: 15) }
        return RealTensor(format, shape: [padded.count], padded)
      }
      let (a, b) = (spread(cell.map(\.0)), spread(cell.map(\.1)))
      let results = (0..<(backend.isCertain ? 10 : 1000)).map { _ in arithmetic.dot(a, b) }
      // The other lanes' zeros are added too: to a zero that is negative.
      let sums = outcomes(cell, backend, format).then {
        backend.rounding.outcomes(.add, [$0, 0], in: BinaryFormat(format))
      }
      OutcomeCounts(results, of: sums).check("\(backend.label) \(format) \(cell)")
    }
  }
}
