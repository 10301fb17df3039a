import Arithmetic
import Imaging
import Networks
import PipelineKit

extension Artifact {
  /// A displacement of each voxel of a grid: data set `data`, `[X, Y, Z, 3]`, in voxels along the
  /// grid's axes; attributes `affine` and `unit`, which is `voxel`.
  static func displacement(_ field: Displacement, on grid: Grid) -> Artifact {
    let elements: DatasetElements =
      switch field.vectors {
      case .binary32(let tensor): .float32(tensor)
      case .binary64(let tensor): .float64(tensor)
      }
    return Artifact(
      type: .field, datasets: [Dataset("data", elements)],
      attributes: grid.attributes + [.init("unit", .string("voxel"))])
  }

  /// The displacement that this artifact holds, in the arithmetic's format, and its grid.
  ///
  /// - Throws: `StageError` where it is no field of displacements in voxels.
  func displacement(name: String, _ arithmetic: any Arithmetic) throws -> (Displacement, Grid) {
    let (vectors, grid) = try displacements(name: name)
    return (Displacement(vectors: arithmetic.convert(vectors, to: arithmetic.format)), grid)
  }

  /// The vectors that this artifact holds, `[X, Y, Z, 3]` in voxels, and their grid.
  ///
  /// - Throws: `StageError` where it is no field of displacements in voxels.
  func displacements(name: String) throws -> (vectors: RealTensor, grid: Grid) {
    let grid = try Grid(of: self, name: name)
    guard type == .field, self[attribute: "unit"] == .string("voxel") else {
      throw StageError("\(name) is no field of displacements in voxels")
    }
    switch self[dataset: "data"] {
    case .float32(let tensor)?: return (.binary32(tensor), grid)
    case .float64(let tensor)?: return (.binary64(tensor), grid)
    default: throw StageError("\(name) has no vectors that are real numbers")
    }
  }
}
