public import Arithmetic

/// The brain within a segmentation.
public enum BrainMask {
  /// Parcels beside the eyes, which growing the mask would reach.
  private static let frontal: Set<Int32> = [1012, 2012, 1019, 2019]

  /// 1 in the brain and 0 elsewhere, `[X, Y, Z]`.
  ///
  /// What is labelled, but for the parcels above the eyes, is grown by 5 voxels and shrunk by 4; its
  /// largest component is kept and the parcels are put back. Source: `create_mask` of FastSurfer's
  /// `reduce_to_aseg.py` (2.4.0-dev, commit 7c45785).
  ///
  /// - Throws: `ImagingError` where nothing is labelled.
  public static func make(from labels: Tensor<Int32>) throws(ImagingError) -> Tensor<UInt8> {
    let labelled = labels.map { UInt8($0 > 0 && !($0 > 1000 && frontal.contains($0)) ? 1 : 0) }
    let grown = Morphology.erode(Morphology.dilate(labelled, steps: 5), steps: 4)
    let found = ConnectedComponents(of: grown)
    guard let largest = found.largest else {
      throw ImagingError("the segmentation has no labels to make a brain mask of")
    }
    var mask = found.mask(of: largest)
    for (voxel, label) in labels.values.enumerated()
    where label > 1000 && frontal.contains(label) {
      mask.values[voxel] = 1
    }
    return mask
  }
}
