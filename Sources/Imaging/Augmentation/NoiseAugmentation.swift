public import Arithmetic

/// Normal noise, of a deviation that is drawn between 0 and a greatest one.
public struct NoiseAugmentation: IntensityAugmentation {
  public static let name = "noise"
  public static let stream: UInt64 = 6

  /// At most, where intensities lie from 0 to 1.
  public var deviation: Double

  public init(deviation: Double) { self.deviation = deviation }

  /// The deviation, and 52 bits that the noise follows from.
  public func draw(_ stream: RandomStream, _ frame: AugmentationFrame) -> [Double] {
    [deviation * stream.uniform(0), Double(stream.word(1) >> 12)]
  }

  public func changed(
    _ image: RealTensor, _ drawn: [Double], _ frame: AugmentationFrame,
    _ arithmetic: any Arithmetic
  ) -> RealTensor {
    guard drawn.count == 2, let seed = UInt64(exactly: drawn[1]) else { return image }
    let stream = RandomStream(key: seed, stream: Self.stream)
    let noise = RealTensor(
      image.format, shape: image.shape, (0..<image.count).map { stream.normal(UInt64($0)) })
    return arithmetic.addScaled(image, noise, by: drawn[0])
  }
}
