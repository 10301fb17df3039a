public import Arithmetic

/// Displacements of voxels as ITK and ANTs keep them in NIfTI files.
///
/// The image is five-dimensional, X × Y × Z × 1 × 3, with intent `NIFTI_INTENT_VECTOR`. Its vectors are
/// in millimetres and point left, posterior and superior; lastbit's are in voxels along the grid's axes.
/// A point x goes to x + u(x), as with `antsApplyTransforms`.
extension NIfTI {
  /// Writes displacements; a name that ends in `.gz` packs them.
  ///
  /// The file appears whole or not at all. Millimetres are computed in binary64 and rounded to nearest.
  ///
  /// - Parameters:
  ///   - vectors: u of each voxel, `[X, Y, Z, 3]`, in voxels.
  ///   - affine: voxel indices to millimetres, right-anterior-superior.
  /// - Throws: `ImageFileError` where an axis is longer than 32767 or the file cannot be written.
  public static func write(
    displacements vectors: RealTensor, _ affine: Affine, to path: String
  ) throws(ImageFileError) {
    precondition(vectors.shape.count == 4 && vectors.shape[3] == 3, "vectors of three expected")
    let grid = Grid(shape: Array(vectors.shape[..<3]), affine: affine)
    let writer = VoxelWriter(
      type: vectors.format == .binary32 ? .float32 : .float64, bigEndian: false)
    var file = try begin(grid, path, writer.type, 2, vectors: 3)
    for axis in 0..<3 {
      // Towards left and posterior instead of right and anterior.
      let sign = axis < 2 ? -1.0 : 1.0
      let row = (0..<3).map { sign * affine[axis, $0] }
      try writer.write(vectors.component(row), to: &file)
    }
    try file.publish()
  }

  /// The displacements in a file, and the affine of their grid.
  ///
  /// - Returns: u of each voxel, `[X, Y, Z, 3]`, in voxels; binary32 where the file is.
  /// - Throws: `ImageFileError` where the file does not hold one vector of three for each voxel, or is
  ///   damaged.
  public static func readDisplacements(_ path: String) throws(ImageFileError) -> (
    vectors: RealTensor, affine: Affine
  ) {
    var file = try InputFile(path)
    let header = try NIfTIHeaderParser(&file, vectors: 3).header()
    guard !header.isPair else {
      throw ImageFileError(
        path, "keeps its voxels in an .img file: give the field as one .nii file")
    }
    guard let inverse = header.affine.inverse else {
      throw ImageFileError(path, "has an affine without an inverse: \(header.affine.rows)")
    }
    try file.checkContent(
      shape: header.shape + [3], type: header.type, offset: header.offset)
    try file.skip(to: header.offset, "what comes before the image")
    let reader = VoxelReader(header)
    var millimetres: [[Double]] = []
    for sign in [-1.0, -1, 1] {
      millimetres.append(try reader.read(from: &file).doubles.map { sign * $0 })
    }
    try file.verifyChecksum()
    var vectors = [Double](repeating: 0, count: 3 * millimetres[0].count)
    for voxel in millimetres[0].indices {
      for axis in 0..<3 {
        vectors[3 * voxel + axis] =
          inverse[axis, 0] * millimetres[0][voxel] + inverse[axis, 1] * millimetres[1][voxel]
          + inverse[axis, 2] * millimetres[2][voxel]
      }
    }
    let format: RealFormat = header.type == .float64 ? .binary64 : .binary32
    return (RealTensor(format, shape: header.shape + [3], vectors), header.affine)
  }
}

extension RealTensor {
  /// The sums of the vectors `[X, Y, Z, 3]` times `row`, `[X, Y, Z]`.
  fileprivate func component(_ row: [Double]) -> RealTensor {
    let numbers = doubles
    let count = numbers.count / 3
    return RealTensor(
      .binary64, shape: Array(shape[..<3]),
      (0..<count).map { voxel in
        row[0] * numbers[3 * voxel] + row[1] * numbers[3 * voxel + 1]
          + row[2] * numbers[3 * voxel + 2]
      })
  }
}
