import Arithmetic
import Imaging
import PipelineKit

/// Which voxels of a grid count.
struct VoxelMask {
  /// One flag a voxel, in C order.
  let isInside: [Bool]

  /// - Throws: `StageError` where `form` has no voxels, the mask lies on another grid, or nothing
  ///   is inside.
  init(_ mask: MaskImage, on form: any SampleForm) throws {
    guard let grid = form.grid else {
      throw StageError("a mask goes with volumes and fields; leave it out for affines and tables")
    }
    try self.init(mask, on: grid, name: "the samples")
  }

  /// The voxels of `mask` that are not 0; NaN is outside.
  init(_ mask: MaskImage, on grid: Grid, name: String) throws {
    try mask.grid.requireSame(as: grid, name: "the mask", otherName: name)
    guard let isInside = mask.voxels.isNotZero else {
      throw StageError("the mask has no voxels that are numbers")
    }
    self.isInside = isInside
    guard isInside.contains(true) else {
      throw StageError("the mask is empty: all its voxels are 0")
    }
  }

  /// The mask as labels, 1 inside.
  func labels(on grid: Grid) -> Labels {
    Labels(isInside, on: grid)
  }
}

/// An image that says which voxels count: labels, or intensities such as those of an extracted brain.
struct MaskImage: ArtifactDecodable {
  static let artifactTypes: [ArtifactType] = [.labels, .volume]

  let grid: Grid
  fileprivate let voxels: DatasetElements

  init(from artifact: Artifact, named name: String) throws {
    grid = try Grid(of: artifact, name: "the mask")
    guard let voxels = artifact[dataset: "data"] else {
      throw StageError("the mask has no voxels that are numbers")
    }
    self.voxels = voxels
  }
}
