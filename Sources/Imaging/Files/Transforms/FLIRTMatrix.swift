/// Matrices of FSL's FLIRT: from the moving to the fixed image, in millimetres of each grid.
///
/// These are voxel indices times voxel sizes, with the first axis reversed where the grid is
/// right-handed (its affine's determinant is positive), as FSL's `newimage` has it.
public enum FLIRTMatrix {
  /// From the fixed to the moving world.
  ///
  /// - Returns: `nil` where a matrix has no inverse.
  public static func world(_ matrix: Affine, moving: Grid, fixed: Grid) -> Affine? {
    guard let inverse = matrix.inverse, let fromMoving = millimetres(moving).inverse,
      let fromWorld = fixed.affine.inverse
    else { return nil }
    return moving.affine * fromMoving * inverse * millimetres(fixed) * fromWorld
  }

  /// The matrix that FLIRT would write for a transform from the fixed to the moving world.
  ///
  /// - Returns: `nil` where a matrix has no inverse.
  public static func matrix(_ world: Affine, moving: Grid, fixed: Grid) -> Affine? {
    guard let inverse = world.inverse, let fromMoving = millimetres(moving).inverse,
      let fromWorld = fixed.affine.inverse
    else { return nil }
    return millimetres(fixed) * fromWorld * inverse * moving.affine * fromMoving
  }

  /// Voxels of a grid to its millimetres.
  static func millimetres(_ grid: Grid) -> Affine {
    let sizes = grid.affine.voxelSizes
    let isReversed = grid.affine.determinant > 0
    return Affine(
      linear: [isReversed ? -sizes[0] : sizes[0], 0, 0, 0, sizes[1], 0, 0, 0, sizes[2]],
      translation: [isReversed ? Double(grid.shape[0] - 1) * sizes[0] : 0, 0, 0])
  }

  /// Four lines as FSL writes them: columns and line ends of two blanks.
  static func text(_ matrix: Affine) -> String {
    (0..<3).map { row in
      matrix.rows[(4 * row)..<(4 * row + 4)].map { "\($0)  " }.joined() + "\n"
    }.joined() + "0  0  0  1  \n"
  }
}
