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
  ///   - space: what the millimetres count from.
  ///   - description: what made the field.
  /// - Throws: `ImageFileError` where an axis is longer than 32767 or the file cannot be written.
  public static func write(
    displacements vectors: RealTensor, _ affine: Affine, space: WorldSpace = .aligned,
    to path: String, description: String = ""
  ) throws(ImageFileError) {
    precondition(vectors.shape.count == 4 && vectors.shape[3] == 3, "vectors of three expected")
    let grid = Grid(shape: Array(vectors.shape[..<3]), affine: affine, space: space)
    let writer = VoxelWriter(
      type: vectors.format == .binary32 ? .float32 : .float64, bigEndian: false)
    var file = try begin(grid, path, writer.type, description, vectors: 3)
    let (numbers, millimetres) = (vectors.doubles, millimetres(affine))
    for axis in 0..<3 {
      let component = (0..<numbers.count / 3).map { voxel in
        millimetres[axis, 0] * numbers[3 * voxel] + millimetres[axis, 1] * numbers[3 * voxel + 1]
          + millimetres[axis, 2] * numbers[3 * voxel + 2]
      }
      try writer.write(RealTensor(.binary64, shape: grid.shape, component), to: &file)
    }
    try file.publish()
  }

  /// The displacements in a file, and the affine of their grid.
  ///
  /// - Returns: u of each voxel, `[X, Y, Z, 3]`, in voxels; binary32 where the file is. And the grid
  ///   with what there is to say about it.
  /// - Throws: `ImageFileError` where the file does not hold one vector of three for each voxel, or is
  ///   damaged.
  public static func readDisplacements(
    _ path: String, _ options: ImageOptions = ImageOptions()
  ) throws(ImageFileError) -> (vectors: RealTensor, geometry: ImageGeometry) {
    let content = try read(path, options, vectors: 3)
    let (header, geometry) = (content.header, content.geometry)
    guard let voxels = millimetres(geometry.affine).inverse else {
      throw ImageFileError(path, "has an affine without an inverse: \(geometry.affine.rows)")
    }
    // Vectors are lengths too, in the unit of the header.
    let unit = header.unit.factor
    let components = content.parts.map(\.doubles).map { part in
      unit == 1 ? part : part.map { $0 * unit }
    }
    var vectors = [Double](repeating: 0, count: 3 * components[0].count)
    for voxel in components[0].indices {
      for axis in 0..<3 {
        vectors[3 * voxel + axis] =
          voxels[axis, 0] * components[0][voxel] + voxels[axis, 1] * components[1][voxel]
          + voxels[axis, 2] * components[2][voxel]
      }
    }
    let format: RealFormat = header.type == .float64 ? .binary64 : .binary32
    return (RealTensor(format, shape: header.shape + [3], vectors), geometry)
  }

  /// Voxels to millimetres that point left, posterior and superior.
  private static func millimetres(_ affine: Affine) -> Affine {
    Affine(linear: [-1, 0, 0, 0, -1, 0, 0, 0, 1], translation: [0, 0, 0]) * affine
  }
}
