import Imaging
import PipelineKit

/// How much each voxel's cross-entropy counts.
enum WeightChoice: DeclaresPorts {
  static let byCount = Parameter(
    "class-weights", .boolean, default: true,
    "Whether the cross-entropy of a voxel is weighted by the median number of voxels of a class over that "
      + "of its own, at most 5, in each image.")
  static let edge = Parameter(
    "edge-weight", .number(minimum: 0, maximum: 1000), default: 0,
    "Added where labels change; FastSurfer has 5 (its published runs 4).")
  static let thin = Parameter(
    "thin-weight", .number(minimum: 0, maximum: 1000), default: 0,
    "Added to thin strands and deep sulci, where closing the cortex by 3³ voxels adds to it; FastSurfer's "
      + "published runs have 4.")
  static let rim = Parameter(
    "rim-weight", .number(minimum: 0, maximum: 1000), default: 0,
    "Added in cortex that shrinking all structures by a voxel takes away; 2 with FastSurfer's `--gm`."
  )
  static let parameters = list(byCount, edge, thin, rim)

  /// - Parameter cortexAbove: the last class that is no cortex.
  static func map(_ values: ParameterValues, cortexAbove: Int32) -> WeightMap {
    WeightMap(
      greatest: values[byCount] ? 5 : nil, edge: values[edge], thin: values[thin], rim: values[rim],
      cortexAbove: cortexAbove)
  }
}
