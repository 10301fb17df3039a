public import Arithmetic

/// Intensities to a power, whose logarithm is drawn: ±0.1, as in FastSurfer's augmentations by torchio.
public struct GammaAugmentation: IntensityAugmentation {
  public static let name = "gamma"
  public static let stream: UInt64 = 4

  /// Of the exponent's logarithm, at most.
  public var logarithm: Double

  public init(logarithm: Double) { self.logarithm = logarithm }

  /// The exponent.
  public func draw(_ stream: RandomStream, _ frame: AugmentationFrame) -> [Double] {
    [ElementaryFunctions.exponential(logarithm * (2 * stream.uniform(0) - 1))]
  }

  public func changed(
    _ image: RealTensor, _ drawn: [Double], _ frame: AugmentationFrame,
    _ arithmetic: any Arithmetic
  ) -> RealTensor {
    guard let exponent = drawn.first else { return image }
    return arithmetic.power(image, exponent)
  }
}
