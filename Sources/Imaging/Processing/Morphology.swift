public import Arithmetic

/// Growing and shrinking of masks by a cube of 3 × 3 × 3 voxels; outside a volume there is nothing.
///
/// As `scipy.ndimage.binary_dilation` and `binary_erosion` with `numpy.ones((3, 3, 3))`. A mask holds
/// 0 and 1.
public enum Morphology {
  /// `mask`, `[X, Y, Z]`, grown `steps` times by a voxel in every direction.
  public static func dilate(_ mask: Tensor<UInt8>, steps: Int) -> Tensor<UInt8> {
    repeated(mask, steps, outside: 0) { $0 | $1 }
  }

  /// `mask`, `[X, Y, Z]`, shrunk `steps` times by a voxel from every direction.
  public static func erode(_ mask: Tensor<UInt8>, steps: Int) -> Tensor<UInt8> {
    repeated(mask, steps, outside: 0) { $0 & $1 }
  }

  /// Combines every voxel with its two neighbours along each axis in turn, `steps` times.
  @inline(__always)
  private static func repeated(
    _ mask: Tensor<UInt8>, _ steps: Int, outside: UInt8, _ combine: (UInt8, UInt8) -> UInt8
  ) -> Tensor<UInt8> {
    precondition(mask.shape.count == 3, "a mask has three dimensions, not \(mask.shape)")
    var current = mask.values
    var next = current
    let (y, z) = (mask.shape[1], mask.shape[2])
    for _ in 0..<steps {
      for (extent, stride) in zip(mask.shape, [y * z, z, 1]) {
        let block = extent * stride
        guard block > 0 else { continue }
        current.withUnsafeBufferPointer { source in
          next.withUnsafeMutableBufferPointer { target in
            for start in Swift.stride(from: 0, to: source.count, by: block) {
              // Whole block at once: neighbours are `stride` away.
              for voxel in start..<start + stride {
                let after = extent > 1 ? source[voxel + stride] : outside
                target[voxel] = combine(combine(outside, source[voxel]), after)
              }
              guard extent > 1 else { continue }
              let last = start + block - stride
              for voxel in min(start + stride, last)..<last {
                let around = combine(source[voxel - stride], source[voxel + stride])
                target[voxel] = combine(source[voxel], around)
              }
              for voxel in last..<last + stride {
                target[voxel] = combine(combine(source[voxel - stride], source[voxel]), outside)
              }
            }
          }
        }
        swap(&current, &next)
      }
    }
    return Tensor(shape: mask.shape, values: current)
  }
}
