import Arithmetic

/// The linear map of intensities to 0…255 that conforming applies.
///
/// The least value goes to 0. The value that 0.1 % of the non-zero voxels exceed, to the nearest of
/// 1000 bins, goes to 255. Source: `getscale` of FastSurfer's `conform.py`.
struct ConformScale {
  let lower: Double
  let factor: Double

  private static let bins = 1000
  private static let upperFraction = 0.999

  /// - Parameter voxels: the image before resampling, binary64.
  init(_ voxels: RealTensor, _ arithmetic: any Arithmetic) throws(ImagingError) {
    guard case .binary64(let tensor) = voxels else {
      preconditionFailure("conforming works on binary64")
    }
    var (least, most) = (Double.infinity, -Double.infinity)
    var nonZero = 0
    try voxels.requireFinite()
    for value in tensor.values {
      least = min(least, value)
      most = max(most, value)
      if abs(value) >= 1e-15 { nonZero += 1 }
    }
    lower = least
    guard most > least else {
      factor = 1
      return
    }
    let edges = Self.edges(least, most)
    let counts = Self.histogram(voxels, tensor.values, least, most, edges, arithmetic)
    let rejected = Int((1 - Self.upperFraction) * Double(nonZero))
    let wanted = tensor.count - rejected
    var cumulated = 0
    var upper: Double?
    for (bin, count) in counts.enumerated() {
      cumulated += count
      // The edge below the bin before the one that reaches the wanted count.
      if cumulated >= wanted {
        upper = edges[max(bin - 1, 0)]
        break
      }
    }
    if upper == nil, nonZero < 10 { upper = most }
    guard let upper else {
      throw ImagingError("the image has no upper intensity to scale to 255")
    }
    factor = upper == least ? 1 : 255 / (upper - least)
  }

  private static func edges(_ least: Double, _ most: Double) -> [Double] {
    let step = (most - least) / Double(bins)
    return (0..<bins).map { Double($0) * step + least } + [most]
  }

  /// Counts in equal bins; a value at an edge belongs to the bin above, the largest to the last.
  private static func histogram(
    _ voxels: RealTensor, _ values: [Double], _ least: Double, _ most: Double, _ edges: [Double],
    _ arithmetic: any Arithmetic
  ) -> [Int] {
    let fraction = arithmetic.divide(arithmetic.add(voxels, -least), most - least)
    guard case .binary64(let places) = arithmetic.multiply(fraction, Double(bins)) else {
      preconditionFailure("conforming works on binary64")
    }
    var counts = [Int](repeating: 0, count: bins)
    for (value, place) in zip(values, places.values) {
      var bin = min(max(Int(place), 0), bins - 1)
      // Rounding may put a value on the wrong side of an edge.
      if value < edges[bin] {
        bin -= 1
      } else if bin < bins - 1, value >= edges[bin + 1] {
        bin += 1
      }
      counts[bin] += 1
    }
    return counts
  }

  /// The intensity that becomes `level`, of 0…255.
  func value(of level: Double) -> Double { lower + level / factor }

  /// `factor · (x − lower)`.
  func apply(to voxels: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.multiply(arithmetic.add(voxels, -lower), factor)
  }
}
