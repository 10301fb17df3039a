import Arithmetic

/// Mutual information of a joint histogram with a cubic Parzen window (Mattes et al. 2003).
///
/// The histogram is a model of fixed intensity given moving intensity, and mutual information, up to
/// the fixed image's entropy, is the mean log-likelihood of the samples under it. Steps are those of
/// maximum likelihood with the outer product of scores as curvature (Berndt, Hall, Hall & Hausman
/// 1974), which is never negative and needs first derivatives only.
struct MutualInformation: SimilarityMetric {
  let fixedRange: ClosedRange<Double>
  let movingRange: ClosedRange<Double>
  private let format: RealFormat

  static let bins = 32
  /// Places per bin at which the score is tabulated; it is interpolated between.
  private static let places = 8
  /// Keeps logarithms of empty cells finite.
  private static let floor = 1e-7

  /// Ranges are those of the middle 99.8 % of samples, and two bins more at each end, so that the
  /// Parzen window of a sample stays inside.
  ///
  /// - Returns: `nil` where either image is constant.
  init?(_ samples: WarpedSamples, _ arithmetic: any Arithmetic) {
    func range(_ part: (WarpedSamples.Block) -> RealTensor) -> ClosedRange<Double>? {
      let values = samples.blocks.flatMap { part($0).doubles }.sorted()
      guard let last = values.indices.last else { return nil }
      let (lower, upper) = (values[last / 1000], values[last - last / 1000])
      guard upper > lower else { return nil }
      let margin = arithmetic.quotient(
        2 * arithmetic.difference(upper, lower), Double(Self.bins - 5))
      return arithmetic.difference(lower, margin)...arithmetic.sum(upper, margin)
    }
    guard let first = samples.blocks.first, let fixed = range(\.fixed), let moving = range(\.moving)
    else { return nil }
    (fixedRange, movingRange, format) = (fixed, moving, first.fixed.format)
  }

  func evaluate(_ samples: WarpedSamples, _ arithmetic: any Arithmetic) -> MetricValue? {
    guard samples.count > 0 else { return nil }
    let (fixedInner, movingInner) = (
      inner(fixedRange, arithmetic), inner(movingRange, arithmetic)
    )
    let fixed = samples.blocks.map { $0.fixed.clamped(to: fixedInner) }
    let moving = samples.blocks.map { $0.moving.clamped(to: movingInner) }
    let histogram = arithmetic.jointHistogram(
      .joined(fixed), .joined(moving), bins: Self.bins, rangeA: fixedRange, rangeB: movingRange)
    let (information, ratios) = information(histogram, arithmetic)
    guard information.isFinite else { return nil }
    let table = scores(ratios, arithmetic)
    var total: RealTensor?
    for (index, block) in samples.blocks.enumerated() {
      let score = self.score(table, fixed[index], moving[index], arithmetic)
      let weighted = arithmetic.multiply(
        block.gradients, .stacked([score, score, score], width: block.count))
      let ones = RealTensor(
        format, shape: [1, block.count], [Double](repeating: 1, count: block.count))
      let rows = RealTensor.stacked(
        [block.derivatives(weighted, arithmetic), ones], width: block.count)
      let part = arithmetic.matrixProduct(rows, rows, transposeA: false, transposeB: true)
      total = total.map { arithmetic.add($0, part) } ?? part
    }
    guard let sums = total?.doubles else { return nil }
    return MetricValue(
      similarity: information, curvature: (0..<12).map { Array(sums[13 * $0..<13 * $0 + 12]) },
      slope: (0..<12).map { sums[13 * $0 + 12] })
  }

  /// The range without the margins.
  private func inner(_ range: ClosedRange<Double>, _ arithmetic: any Arithmetic)
    -> ClosedRange<Double>
  {
    let width = arithmetic.difference(range.upperBound, range.lowerBound)
    let margin = arithmetic.quotient(2 * width, Double(Self.bins - 1))
    return arithmetic.sum(
      range.lowerBound, margin)...arithmetic.difference(
        range.upperBound, margin)
  }

  /// Mutual information in nats, and `log p(a, b) / p(b)` for all cells.
  private func information(_ histogram: RealTensor, _ arithmetic: any Arithmetic)
    -> (Double, RealTensor)
  {
    let bins = Self.bins
    let ones = RealTensor(format, shape: [bins, bins], [Double](repeating: 1, count: bins * bins))
    func log(_ a: RealTensor) -> RealTensor { arithmetic.logarithm(arithmetic.add(a, Self.floor)) }
    // Products with ones are sums of rows or columns, already in every cell of theirs.
    let fixed = arithmetic.matrixProduct(histogram, ones, transposeA: false, transposeB: false)
    let moving = arithmetic.matrixProduct(ones, histogram, transposeA: false, transposeB: false)
    let ratios = arithmetic.subtract(log(histogram), log(moving))
    let information = arithmetic.dot(
      histogram.reshaped([bins * bins]),
      arithmetic.subtract(ratios, log(fixed)).reshaped([bins * bins]))
    return (information, ratios)
  }

  /// Derivatives of the samples' log-likelihood by moving intensity in bins, tabulated:
  /// `[bins, places, 1]`.
  private func scores(_ ratios: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let bins = Self.bins
    let columns = (bins - 1) * Self.places + 1
    var window = [Double](repeating: 0, count: bins * columns)
    for column in 0..<columns {
      let place = Double(column) / Double(Self.places)
      for bin in 0..<bins { window[bin * columns + column] = Self.slope(place - Double(bin)) }
    }
    return arithmetic.matrixProduct(
      ratios, RealTensor(format, shape: [bins, columns], window), transposeA: false,
      transposeB: false
    ).reshaped([bins, columns, 1])
  }

  /// Derivative of the cubic B-spline.
  private static func slope(_ t: Double) -> Double {
    let distance = abs(t)
    if distance >= 2 { return 0 }
    let slope =
      distance < 1
      ? distance * (1.5 * distance - 2) : -0.5 * (2 - distance) * (2 - distance)
    return t < 0 ? -slope : slope
  }

  /// The score of each sample by moving intensity, `[1, n]`.
  private func score(
    _ table: RealTensor, _ fixed: RealTensor, _ moving: RealTensor, _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let count = fixed.shape[1]
    func place(_ values: RealTensor, _ range: ClosedRange<Double>, _ steps: Double) -> RealTensor {
      let width = arithmetic.difference(range.upperBound, range.lowerBound)
      return arithmetic.multiply(
        arithmetic.add(values, -range.lowerBound),
        arithmetic.quotient(Double(Self.bins - 1) * steps, width))
    }
    let rows = place(fixed, fixedRange, 1).roundedToWhole
    let columns = place(moving, movingRange, Double(Self.places))
    let zeros = RealTensor(format, shape: [1, count], [Double](repeating: 0, count: count))
    let points = RealTensor.stacked([rows, columns, zeros], width: count).transposed
    let score = arithmetic.sample(table, at: points, outside: 0)
    // From bins to intensities.
    let perBin = arithmetic.quotient(
      Double(Self.bins - 1), arithmetic.difference(movingRange.upperBound, movingRange.lowerBound))
    return arithmetic.multiply(score, perBin).reshaped([1, count])
  }
}

extension RealTensor {
  /// Each value rounded to the nearest whole number, ties to even: exact in either format.
  fileprivate var roundedToWhole: RealTensor {
    switch self {
    case .binary32(let tensor):
      .binary32(
        Tensor(shape: shape, values: tensor.values.map { $0.rounded(.toNearestOrEven) }))
    case .binary64(let tensor):
      .binary64(
        Tensor(shape: shape, values: tensor.values.map { $0.rounded(.toNearestOrEven) }))
    }
  }
}
