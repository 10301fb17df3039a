public import Arithmetic

/// Intensities on a grid in space.
public struct Volume: Sendable {
  /// Voxels, `[X, Y, Z]`.
  public var voxels: RealTensor
  /// Voxel indices to scanner millimetres, right-anterior-superior.
  public var affine: Affine

  public init(voxels: RealTensor, affine: Affine) {
    self.voxels = voxels
    self.affine = affine
  }
}
