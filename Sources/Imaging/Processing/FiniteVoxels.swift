import Arithmetic

extension RealTensor {
  /// Checks that the voxels of an image that count are finite numbers.
  ///
  /// - Parameter inside: one label a voxel; those that are 0 do not count. All count without it.
  /// - Throws: `ImagingError` that says how many are not, where the first one is and what to do.
  func requireFinite(inside: Tensor<Int32>? = nil) throws(ImagingError) {
    guard hasNonFinite else { return }
    guard let found = NonFiniteVoxels(in: self, where: inside.map { $0.values.map { $0 != 0 } })
    else { return }
    throw ImagingError(
      "the image has \(found); preprocess/mask with a mask of the head sets all outside it to 0")
  }
}

extension Tensor {
  /// The place of an element of three dimensions: `[12, 0, 7]`.
  func voxelName(_ index: Int) -> String {
    let (y, z) = (shape[1], shape[2])
    return "[\(index / (y * z)), \(index / z % y), \(index % z)]"
  }
}
