import Arithmetic
import Imaging

/// Weighted sums of what windows give, and of their weights, over a volume.
struct WindowSums {
  private let shape: [Int]
  private let classes: Int
  /// For each class `[X, Y, Z]`.
  private var sums: [RealTensor]
  private var weights: RealTensor

  init(classes: Int, _ shape: [Int], _ format: RealFormat) {
    self.shape = shape
    self.classes = classes
    let zeros = RealTensor(format, shape: shape, [Double](repeating: 0, count: shape.reduce(1, *)))
    sums = [RealTensor](repeating: zeros, count: classes)
    weights = zeros
  }

  /// - Parameters:
  ///   - numbers: `[classes, …]` of the box's shape, weighted.
  ///   - own: the weights of the box's voxels.
  mutating func add(
    _ numbers: RealTensor, _ own: RealTensor, in box: VoxelBox, _ arithmetic: any Arithmetic
  ) {
    for name in 0..<classes {
      let part = numbers.slice(name..<name + 1, axis: 0).reshaped(box.shape)
      sums[name].replace(box, with: arithmetic.add(sums[name].cropped(to: box), part))
    }
    weights.replace(box, with: arithmetic.add(weights.cropped(to: box), own))
  }

  /// The sums over the weights within a box, `[classes, …]`.
  func quotient(in box: VoxelBox, _ arithmetic: any Arithmetic) -> RealTensor {
    let divisor = weights.cropped(to: box)
    return .concatenate(
      sums.map { arithmetic.divide($0.cropped(to: box), divisor).reshaped([1] + box.shape) },
      axis: 0)
  }
}
