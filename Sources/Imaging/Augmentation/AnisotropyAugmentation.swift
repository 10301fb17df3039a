public import Arithmetic

/// Coarser voxels along one axis, and back: 1.1 to 1.5 times, as in FastSurfer's augmentations by torchio.
public struct AnisotropyAugmentation: IntensityAugmentation {
  public static let name = "anisotropy"
  public static let stream: UInt64 = 5

  /// How many times coarser at most; at least 1.1 times, where that is less.
  public var factor: Double

  public init(factor: Double) { self.factor = factor }

  /// The axis, and how many times coarser.
  public func draw(_ stream: RandomStream, _ frame: AugmentationFrame) -> [Double] {
    let axis = frame.axes[
      min(frame.axes.count - 1, Int(Double(frame.axes.count) * stream.uniform(0)))]
    let least = min(1.1, factor)
    return [Double(axis), least + (factor - least) * stream.uniform(1)]
  }

  public func changed(
    _ image: RealTensor, _ drawn: [Double], _ frame: AugmentationFrame,
    _ arithmetic: any Arithmetic
  ) -> RealTensor {
    guard drawn.count == 2, let axis = Int(exactly: drawn[0]), (0..<3).contains(axis) else {
      return image
    }
    var coarse = frame.extents
    coarse[axis] = max(1, Int((Double(coarse[axis]) / drawn[1]).rounded()))
    let small = arithmetic.resize(
      image.reshaped([1, 1] + frame.extents), to: coarse, alignment: .centres)
    return arithmetic.resize(small, to: frame.extents, alignment: .centres)
      .reshaped(frame.extents)
  }
}
