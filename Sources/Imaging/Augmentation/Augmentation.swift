public import Arithmetic

/// A change of an example that a network learns from: a set of drawn numbers, and what they do, so that
/// the same example can be made again.
public protocol Augmentation: Sendable {
  /// As tables of draws call it.
  static var name: String { get }
  /// Which random numbers it draws: one for each augmentation.
  static var stream: UInt64 { get }
  /// All numbers that it needs for one example.
  func draw(_ stream: RandomStream, _ frame: AugmentationFrame) -> [Double]
}

/// One that moves voxels.
public protocol GeometricAugmentation: Augmentation {
  /// Where each point of the example comes from: `[N, 3]` in voxels, in and out.
  func sources(
    _ points: RealTensor, _ drawn: [Double], _ frame: AugmentationFrame,
    _ arithmetic: any Arithmetic
  ) -> RealTensor
}

/// One that changes intensities.
public protocol IntensityAugmentation: Augmentation {
  /// - Parameter image: of the frame's extents, from 0 to 1.
  func changed(
    _ image: RealTensor, _ drawn: [Double], _ frame: AugmentationFrame,
    _ arithmetic: any Arithmetic
  ) -> RealTensor
}

/// The array that augmentations work on.
public struct AugmentationFrame: Sendable, Equatable {
  /// Three axes.
  public var extents: [Int]
  /// The axes along which voxels may move: all three of a volume, two of a slab.
  public var axes: [Int]

  public init(extents: [Int], axes: [Int] = [0, 1, 2]) {
    (self.extents, self.axes) = (extents, axes)
  }

  /// The middle, in voxels.
  var middle: [Double] { extents.map { Double($0 - 1) / 2 } }

  /// Index along an axis of each voxel.
  func indices(_ axis: Int) -> [Double] {
    let stride = extents[(axis + 1)...].reduce(1, *)
    return (0..<extents.reduce(1, *)).map { Double($0 / stride % extents[axis]) }
  }
}

/// What was drawn for one example, by augmentation.
public struct AugmentationDraw: Sendable, Equatable {
  public var numbers: [String: [Double]]

  public init(_ numbers: [String: [Double]] = [:]) { self.numbers = numbers }
}
