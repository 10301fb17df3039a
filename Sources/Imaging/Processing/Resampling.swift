public import Arithmetic

/// Bringing images from one grid to another.
public enum Resampling {
  /// `moving` on the voxels of `fixed`.
  ///
  /// - Parameters:
  ///   - transform: takes millimetres of the fixed image's world to those of the moving one's: the
  ///     direction in which resampling pulls, and in which `AffineRegistration` answers.
  ///   - outside: the value of voxels that lie outside the moving image.
  /// - Throws: `ImagingError` where an affine cannot be inverted.
  public static func apply(
    _ transform: Affine, to moving: Volume, onto fixed: Grid, interpolation: Interpolation,
    outside: Double = 0, _ arithmetic: any Arithmetic
  ) throws(ImagingError) -> Volume {
    let matrix = try voxelMap(transform, from: fixed, to: moving.grid)
    let voxels = arithmetic.resample(
      moving.voxels, by: matrix.rows, shape: fixed.shape, interpolation: interpolation,
      outside: outside)
    return Volume(voxels: voxels, on: fixed)
  }

  /// `moving` on the voxels of `fixed`: the label of the nearest voxel, 0 outside.
  ///
  /// The location of each voxel is computed by `arithmetic`; labels themselves are not numbers.
  ///
  /// - Throws: `ImagingError` where an affine cannot be inverted, or a label is beyond what the
  ///   arithmetic's format can hold exactly (2²⁴ for binary32).
  public static func apply(
    _ transform: Affine, to moving: Labels, onto fixed: Grid, _ arithmetic: any Arithmetic
  ) throws(ImagingError) -> Labels {
    let matrix = try voxelMap(transform, from: fixed, to: moving.grid)
    let limit: Int32 = arithmetic.format == .binary32 ? 1 << 24 : .max
    guard moving.voxels.values.allSatisfy({ abs(Int64($0)) <= Int64(limit) }) else {
      throw ImagingError("labels above \(limit) cannot be resampled in binary32; use float64")
    }
    let numbers = RealTensor(
      arithmetic.format, shape: moving.voxels.shape, moving.voxels.values.map(Double.init))
    let resampled = arithmetic.resample(
      numbers, by: matrix.rows, shape: fixed.shape, interpolation: .nearest, outside: 0)
    return try Labels(Volume(voxels: resampled, on: fixed))
  }

  /// Voxels of `fixed` to voxels of `moving`.
  static func voxelMap(_ transform: Affine, from fixed: Grid, to moving: Grid)
    throws(ImagingError) -> Affine
  {
    guard let inverse = moving.affine.inverse else {
      throw ImagingError(
        "the moving image's affine cannot be inverted: \(moving.affine.rows)")
    }
    return inverse * transform * fixed.affine
  }
}
