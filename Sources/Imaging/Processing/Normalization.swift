public import Arithmetic

/// Linear maps of intensities to a common range.
///
/// Order statistics only select among voxels; every number that results from arithmetic comes from
/// the kernels.
public enum Normalization: Sendable, Equatable {
  /// The least value goes to 0 and the greatest to 1.
  case range
  /// Two percentiles (0 to 100) go to 0 and 1; what lies beyond is cut off.
  case percentiles(lower: Double, upper: Double)
  /// Mean 0 and standard deviation 1.
  case zScore
  /// The peak of the bright tissue, white matter in a T1-weighted image, goes to 110, zero to zero.
  case whiteMatterPeak

  /// The volume, normalised; statistics are taken within `mask` where one is given.
  ///
  /// - Parameter mask: of the volume's shape; every label other than 0 counts.
  /// - Throws: `ImagingError` where shapes differ, the mask is empty, values are not finite or all
  ///   equal, or percentiles are not `0 ≤ lower < upper ≤ 100`.
  public func apply(_ volume: Volume, mask: Labels? = nil, _ arithmetic: any Arithmetic)
    throws(ImagingError) -> Volume
  {
    let voxels = arithmetic.convert(volume.voxels, to: arithmetic.format)
    let values = try Self.selected(voxels, mask)
    let result: RealTensor
    switch self {
    case .range:
      result = try Self.stretch(voxels, values.first, values.last, arithmetic)
    case .percentiles(let lower, let upper):
      guard lower >= 0, lower < upper, upper <= 100 else {
        throw ImagingError("percentiles \(lower) and \(upper) are not 0 ≤ lower < upper ≤ 100")
      }
      let stretched = try Self.stretch(
        voxels, Self.percentile(lower, values), Self.percentile(upper, values), arithmetic)
      result = stretched.clamped(to: 0...1)
    case .zScore: result = try Self.standardize(voxels, values, arithmetic)
    case .whiteMatterPeak:
      let factor = RealTensor(voxels.format, shape: [1], [110])
      let peak = RealTensor(voxels.format, shape: [1], [try BrightPeak.find(values, arithmetic)])
      let scale = arithmetic.divide(factor, peak).doubles[0]
      result = arithmetic.multiply(voxels, scale)
    }
    return Volume(voxels: result, on: volume.grid)
  }

  /// Values within the mask, ascending.
  private static func selected(_ voxels: RealTensor, _ mask: Labels?) throws(ImagingError)
    -> [Double]
  {
    var values = voxels.doubles
    if let mask {
      guard mask.voxels.shape == voxels.shape else {
        throw ImagingError(
          "the mask has shape \(mask.voxels.shape), the image has \(voxels.shape)")
      }
      values = zip(values, mask.voxels.values).compactMap { $1 != 0 ? $0 : nil }
    }
    guard !values.isEmpty else { throw ImagingError("the mask is empty") }
    try voxels.requireFinite(inside: mask?.voxels)
    values.sort()
    guard values.first != values.last else {
      throw ImagingError("all voxels hold \(values[0]): there is nothing to normalise")
    }
    return values
  }

  /// The voxel at a percentile, by the nearest rank.
  private static func percentile(_ percent: Double, _ ascending: [Double]) -> Double {
    let rank = (percent / 100 * Double(ascending.count - 1)).rounded(.toNearestOrEven)
    return ascending[Int(rank)]
  }

  /// `(x − lower) / (upper − lower)`.
  private static func stretch(
    _ voxels: RealTensor, _ lower: Double?, _ upper: Double?, _ arithmetic: any Arithmetic
  ) throws(ImagingError) -> RealTensor {
    guard let lower, let upper, lower < upper else {
      throw ImagingError("the two percentiles hold the same value: there is no range to normalise")
    }
    let width = arithmetic.add(RealTensor(voxels.format, shape: [1], [upper]), -lower).doubles[0]
    return arithmetic.divide(arithmetic.add(voxels, -lower), width)
  }

  private static func standardize(
    _ voxels: RealTensor, _ values: [Double], _ arithmetic: any Arithmetic
  ) throws(ImagingError) -> RealTensor {
    let format = voxels.format
    let sample = RealTensor(format, shape: [values.count], values)
    let (mean, variance) = arithmetic.moments(sample, correction: 0)
    let deviation = arithmetic.squareRoot(RealTensor(format, shape: [1], [variance])).doubles[0]
    guard deviation > 0 else {
      throw ImagingError("all voxels are equal: there is nothing to normalise")
    }
    return arithmetic.divide(arithmetic.add(voxels, -mean), deviation)
  }
}

extension RealTensor {
  /// Values cut off at the ends of `range`; comparisons, so exact.
  public func clamped(to range: ClosedRange<Double>) -> RealTensor {
    switch self {
    case .binary32(let tensor):
      let (least, most) = (Float(range.lowerBound), Float(range.upperBound))
      return .binary32(
        Tensor(shape: shape, values: tensor.values.map { min(max($0, least), most) }))
    case .binary64(let tensor):
      return .binary64(
        Tensor(
          shape: shape,
          values: tensor.values.map { min(max($0, range.lowerBound), range.upperBound) }))
    }
  }
}
