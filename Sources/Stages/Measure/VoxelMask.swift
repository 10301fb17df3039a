import Arithmetic
import Imaging
import PipelineKit

/// Which voxels of a grid count.
struct VoxelMask {
  /// One flag a voxel, in C order.
  let isInside: [Bool]

  /// - Throws: `StageError` where `form` has no voxels, the mask lies on another grid, or nothing
  ///   is inside.
  init(_ artifact: Artifact, on form: SampleValues.Form) throws {
    let grid: Grid
    switch form {
    case .volume(let its), .field(let its): grid = its
    case .affine, .table:
      throw StageError("a mask goes with volumes and fields; leave it out for affines and tables")
    }
    try self.init(artifact, on: grid, name: "the samples")
  }

  /// The voxels of `artifact` that are not 0; NaN is outside.
  init(_ artifact: Artifact, on grid: Grid, name: String) throws {
    try Grid(of: artifact, name: "the mask").requireSame(
      as: grid, name: "the mask", otherName: name)
    guard let values = artifact[dataset: "data"]?.doubles else {
      throw StageError("the mask has no voxels that are numbers")
    }
    isInside = values.map { $0 != 0 && !$0.isNaN }
    guard isInside.contains(true) else {
      throw StageError("the mask is empty: all its voxels are 0")
    }
  }

  /// The mask as labels, 1 inside.
  func labels(on grid: Grid) -> Labels {
    Labels(
      voxels: Tensor(shape: grid.shape, values: isInside.map { $0 ? 1 : 0 }), on: grid)
  }
}
