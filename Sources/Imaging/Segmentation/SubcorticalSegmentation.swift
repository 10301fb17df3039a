public import Arithmetic

/// A segmentation without cortical parcels: FreeSurfer's "aseg".
public enum SubcorticalSegmentation {
  private static let leftWhiteMatter: Int32 = 2
  private static let rightWhiteMatter: Int32 = 41

  /// Parcels replaced by the cortex of their hemisphere (3 left, 42 right), nothing outside `mask`,
  /// and islands of white matter given to the hemisphere they lie in.
  ///
  /// Source: `reduce_to_aseg` and `flip_wm_islands` of FastSurfer (2.4.0-dev, commit 7c45785).
  ///
  /// - Parameters:
  ///   - labels: `[X, Y, Z]`, parcels from 1000 (left) and from 2000 (right).
  ///   - mask: of the same shape.
  /// - Throws: `ImagingError` where a hemisphere has no white matter.
  public static func make(from labels: Tensor<Int32>, mask: Tensor<UInt8>) throws(ImagingError)
    -> Tensor<Int32>
  {
    precondition(labels.shape == mask.shape, "labels and mask differ in shape")
    var result = labels
    for voxel in result.values.indices {
      let label = result.values[voxel]
      if mask.values[voxel] == 0 {
        result.values[voxel] = 0
      } else if label >= 1000 {
        result.values[voxel] = label >= 2000 ? 42 : 3
      }
    }
    return try flippingIslands(result)
  }

  /// Components of white matter other than a hemisphere's largest, where tissue of the other
  /// hemisphere outweighs its own, smoothed by 1.5 voxels, go to the other.
  static func flippingIslands(_ labels: Tensor<Int32>) throws(ImagingError) -> Tensor<Int32> {
    let whiteMatter = labels.map { $0 == leftWhiteMatter || $0 == rightWhiteMatter ? $0 : 0 }
    let found = ConnectedComponents(of: whiteMatter)
    guard let left = found.largest(where: { $0.label == leftWhiteMatter }),
      let right = found.largest(where: { $0.label == rightWhiteMatter })
    else {
      throw ImagingError("the segmentation lacks the white matter of a hemisphere (label 2 or 41)")
    }
    var islands = Tensor<UInt8>(shape: labels.shape, repeating: 0)
    found.forEachRun { voxels, component in
      if component != left, component != right { for voxel in voxels { islands.values[voxel] = 1 } }
    }
    guard let box = VoxelBox(around: islands, where: { $0 == 1 }) else { return labels }
    let filter = GaussianFilter(sigma: 1.5, edge: .repeated)
    let region = box.grown(by: filter.radius, within: labels.shape)
    let side = filter.apply(
      labels.cropped(to: region).map { label in
        switch label {
        case leftWhiteMatter, 3: -1.0
        case rightWhiteMatter, 42: 1.0
        default: 0.0
        }
      }
    ).values
    var result = labels
    region.forEachLine(of: labels.shape) { volume, start in
      for k in 0..<region.ranges[2].count where islands.values[volume + k] == 1 {
        if side[start + k] < 0 { result.values[volume + k] = leftWhiteMatter }
        if side[start + k] > 0 { result.values[volume + k] = rightWhiteMatter }
      }
    }
    return result
  }
}
