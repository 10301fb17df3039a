public import Arithmetic

/// Intensities on a grid in space.
public struct Volume: Sendable, Equatable {
  /// Voxels, `[X, Y, Z]`.
  public var voxels: RealTensor
  /// Voxel indices to scanner millimetres, right-anterior-superior.
  public var affine: Affine

  /// - Precondition: `voxels` has three dimensions.
  public init(voxels: RealTensor, affine: Affine) {
    precondition(voxels.shape.count == 3, "a volume has three dimensions, not \(voxels.shape)")
    self.voxels = voxels
    self.affine = affine
  }

  /// Where the voxels are.
  public var grid: Grid { Grid(shape: voxels.shape, affine: affine) }
}

/// A block of voxels in space, without values.
public struct Grid: Sendable, Equatable {
  /// Voxels along each axis, `[X, Y, Z]`.
  public var shape: [Int]
  /// Voxel indices to scanner millimetres, right-anterior-superior.
  public var affine: Affine

  /// - Precondition: three extents.
  public init(shape: [Int], affine: Affine) {
    precondition(shape.count == 3, "a grid has three dimensions, not \(shape)")
    self.shape = shape
    self.affine = affine
  }
}
