public import Arithmetic

/// Intensities on a grid in space.
public struct Volume: Sendable, Equatable {
  /// Voxels, `[X, Y, Z]`.
  public var voxels: RealTensor
  /// Voxel indices to millimetres, right-anterior-superior.
  public var affine: Affine
  /// What the millimetres count from.
  public var space: WorldSpace

  /// - Precondition: `voxels` has three dimensions.
  public init(voxels: RealTensor, affine: Affine, space: WorldSpace = .aligned) {
    precondition(voxels.shape.count == 3, "a volume has three dimensions, not \(voxels.shape)")
    self.voxels = voxels
    self.affine = affine
    self.space = space
  }

  /// - Precondition: `voxels` has the grid's shape.
  public init(voxels: RealTensor, on grid: Grid) {
    precondition(voxels.shape == grid.shape, "\(voxels.shape) voxels on a grid of \(grid.shape)")
    self.init(voxels: voxels, affine: grid.affine, space: grid.space)
  }

  /// Where the voxels are.
  public var grid: Grid { Grid(shape: voxels.shape, affine: affine, space: space) }
}

/// A block of voxels in space, without values.
public struct Grid: Sendable, Equatable {
  /// Voxels along each axis, `[X, Y, Z]`.
  public var shape: [Int]
  /// Voxel indices to millimetres, right-anterior-superior.
  public var affine: Affine
  /// What the millimetres count from.
  public var space: WorldSpace

  /// - Precondition: three extents.
  public init(shape: [Int], affine: Affine, space: WorldSpace = .aligned) {
    precondition(shape.count == 3, "a grid has three dimensions, not \(shape)")
    self.shape = shape
    self.affine = affine
    self.space = space
  }

  /// The middles of the eight outermost voxels, in voxels.
  public var corners: [[Double]] { box(margin: 0) }

  /// The outermost corners of these voxels, in voxels.
  public var edges: [[Double]] { box(margin: 0.5) }

  private func box(margin: Double) -> [[Double]] {
    (0..<8).map { corner in
      (0..<3).map { corner >> $0 & 1 == 0 ? -margin : Double(shape[$0] - 1) + margin }
    }
  }

  /// Of one voxel, cubic millimetres: the product of its sizes in binary32, as FreeSurfer's headers
  /// hold them; the absolute determinant where axes are not at right angles.
  public var voxelVolume: Double {
    let sizes = affine.voxelSizes.map(Float.init)
    let product = Double(sizes[0] * sizes[1] * sizes[2])
    let volume = abs(affine.determinant)
    return abs(volume - product) <= 1e-5 * product ? product : volume
  }
}
