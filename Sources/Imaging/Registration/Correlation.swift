import Arithmetic

/// Normalised cross-correlation, optimised by Gauss–Newton.
///
/// Greatest correlation is the least residual of `fixed ≈ a · moving + b` over a, b and the map.
/// Slope and mean are eliminated at each step (variable projection: Golub & Pereyra 1973), so that
/// the step for the map is that of the joint problem.
struct Correlation: SimilarityMetric {
  /// Constants taken off before products are summed, so that binary32 keeps their digits.
  let fixedOffset: Double
  let movingOffset: Double

  /// Sums over samples of products of all pairs of: 12 derivatives, moving, one, fixed.
  private static let moving = 12
  private static let one = 13
  private static let fixed = 14

  init(_ samples: WarpedSamples, _ arithmetic: any Arithmetic) {
    func mean(_ part: (WarpedSamples.Block) -> RealTensor) -> Double {
      let values = RealTensor.joined(samples.blocks.map(part))
      return arithmetic.quotient(arithmetic.sum(values), Double(samples.count))
    }
    fixedOffset = mean(\.fixed)
    movingOffset = mean(\.moving)
  }

  func evaluate(_ samples: WarpedSamples, _ arithmetic: any Arithmetic) -> MetricValue? {
    guard let products = products(samples, arithmetic) else { return nil }
    let centred = centred(products, arithmetic)
    let (v, f) = (Self.moving, Self.fixed)
    let (movingPower, fixedPower, common) = (centred[v][v], centred[f][f], centred[f][v])
    let power = arithmetic.product(movingPower, fixedPower)
    guard movingPower > 0, fixedPower > 0, power.isFinite, common.isFinite else { return nil }
    let gain = arithmetic.quotient(common, movingPower)
    let correlation = arithmetic.quotient(common, arithmetic.root(power))
    // All derivatives at once: with the fixed image, with the moving one, with one another.
    let column = Self.column(centred[..<12].map { $0[v] })
    let slope = arithmetic.subtract(
      Self.column(centred[..<12].map { $0[f] }), arithmetic.multiply(column, gain)
    ).doubles
    let explained = arithmetic.divide(Self.outer(column.doubles, arithmetic), movingPower)
    let bend = arithmetic.multiply(
      arithmetic.subtract(Self.column(centred[..<12].flatMap { $0[..<12] }), explained), gain
    ).doubles
    // Contrary contrast: uphill would be towards more of it.
    let sign = gain > 0 ? 1.0 : -1
    return MetricValue(
      similarity: correlation,
      curvature: (0..<12).map { row in bend[12 * row..<12 * row + 12].map { sign * $0 } },
      slope: slope)
  }

  /// Sums of products about the means.
  private func centred(_ products: [[Double]], _ arithmetic: any Arithmetic) -> [[Double]] {
    let count = products[Self.one][Self.one]
    let means = arithmetic.divide(
      Self.outer(products.map { $0[Self.one] }, arithmetic), count)
    let centred = arithmetic.subtract(Self.column(products.flatMap { $0 }), means).doubles
    return (0..<15).map { Array(centred[15 * $0..<15 * $0 + 15]) }
  }

  /// Products of all pairs, by row.
  private static func outer(_ values: [Double], _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.multiply(
      column(values.flatMap { [Double](repeating: $0, count: values.count) }),
      column(values.flatMap { _ in values }))
  }

  private static func column(_ values: [Double]) -> RealTensor {
    RealTensor(.binary64, shape: [values.count], values)
  }

  private func products(_ samples: WarpedSamples, _ arithmetic: any Arithmetic) -> [[Double]]? {
    var total: RealTensor?
    for block in samples.blocks {
      let ones = RealTensor(
        block.fixed.format, shape: [1, block.count], [Double](repeating: 1, count: block.count))
      let rows = RealTensor.stacked(
        [
          block.derivatives(block.gradients, arithmetic),
          arithmetic.add(block.moving, -movingOffset), ones,
          arithmetic.add(block.fixed, -fixedOffset),
        ], width: block.count)
      let part = arithmetic.matrixProduct(rows, rows, transposeA: false, transposeB: true)
      total = total.map { arithmetic.add($0, part) } ?? part
    }
    guard let values = total?.doubles else { return nil }
    return (0..<15).map { Array(values[15 * $0..<15 * $0 + 15]) }
  }
}
