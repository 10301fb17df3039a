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
      arithmetic.sum(.joined(samples.blocks.map(part))) / Double(samples.count)
    }
    fixedOffset = mean(\.fixed)
    movingOffset = mean(\.moving)
  }

  func evaluate(_ samples: WarpedSamples, _ arithmetic: any Arithmetic) -> MetricValue? {
    guard let sums = products(samples, arithmetic) else { return nil }
    let (v, one, f) = (Self.moving, Self.one, Self.fixed)
    let count = sums[one][one]
    /// Sum of products about the means.
    func centred(_ row: Int, _ column: Int) -> Double {
      sums[row][column] - sums[row][one] * sums[column][one] / count
    }
    let (movingPower, fixedPower, common) = (centred(v, v), centred(f, f), centred(f, v))
    let power = movingPower * fixedPower
    guard movingPower > 0, fixedPower > 0, power.isFinite, common.isFinite else { return nil }
    let gain = common / movingPower
    let correlation = common / power.squareRoot()
    let slope = (0..<12).map { centred($0, f) - gain * centred($0, v) }
    let curvature = (0..<12).map { row in
      (0..<12).map { column in
        gain * (centred(row, column) - centred(row, v) * centred(column, v) / movingPower)
      }
    }
    // Contrary contrast: uphill would be towards more of it.
    guard gain > 0 else {
      return MetricValue(
        similarity: correlation, curvature: curvature.map { $0.map { -$0 } }, slope: slope)
    }
    return MetricValue(similarity: correlation, curvature: curvature, slope: slope)
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
