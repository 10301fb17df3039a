import CNIfTI

/// Rotation and voxel sizes as a NIfTI qform keeps them.
struct Quaternion {
  /// The last three components; the first is what makes the length one, and not negative.
  var b: Double
  var c: Double
  var d: Double
  var offset: [Double]
  var voxelSizes: [Double]
  /// −1 where the third axis is flipped.
  var handedness: Double

  /// The qform's voxel-to-world matrix, in the order of operations of the NIfTI standard.
  ///
  /// - Returns: `nil` where the three components are longer than one.
  var affine: Affine? {
    let squares = b * b + c * c + d * d
    // Components stored in binary32 may be a little too long.
    guard squares < 1 + 1e-5 else { return nil }
    let a = squares < 1 ? (1 - squares).squareRoot() : 0
    let length = squares < 1 ? 1 : squares.squareRoot()
    let (b, c, d) = (b / length, c / length, d / length)
    let rotation = [
      1 - 2 * (c * c + d * d), 2 * (b * c - a * d), 2 * (b * d + a * c),
      2 * (b * c + a * d), 1 - 2 * (b * b + d * d), 2 * (c * d - a * b),
      2 * (b * d - a * c), 2 * (c * d + a * b), 1 - 2 * (b * b + c * c),
    ]
    let scales = [voxelSizes[0], voxelSizes[1], voxelSizes[2] * handedness]
    return Affine(
      linear: (0..<9).map { rotation[$0] * scales[$0 % 3] }, translation: offset)
  }

  /// The qform nearest to a voxel-to-world matrix: shears are dropped.
  init(nearestTo affine: Affine) {
    var matrix = nifti_dmat44()
    withUnsafeMutableBytes(of: &matrix) { bytes in
      let numbers = bytes.bindMemory(to: Double.self)
      for index in 0..<16 { numbers[index] = index < 12 ? affine.rows[index] : 0 }
      numbers[15] = 1
    }
    (b, c, d, handedness) = (0, 0, 0, 1)
    offset = [0, 0, 0]
    var (x, y, z, dx, dy, dz) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    nifti_dmat44_to_quatern(matrix, &b, &c, &d, &x, &y, &z, &dx, &dy, &dz, &handedness)
    offset = [x, y, z]
    voxelSizes = [dx, dy, dz]
  }

  init(b: Double, c: Double, d: Double, offset: [Double], voxelSizes: [Double], handedness: Double)
  {
    (self.b, self.c, self.d) = (b, c, d)
    (self.offset, self.voxelSizes, self.handedness) = (offset, voxelSizes, handedness)
  }
}
