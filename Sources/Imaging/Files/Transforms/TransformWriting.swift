extension TransformFile {
  /// The file of a transform.
  ///
  /// - Parameters:
  ///   - world: from the fixed to the moving world.
  ///   - path: where it goes to; `.mat` makes ITK's MATLAB 4.
  ///   - moving: where the moving image is, and the name of its file, for `flirt` and `lta`.
  ///   - fixed: the same of the fixed image.
  /// - Throws: `ImageFileError` where the matrix has no inverse, the format needs the images, or it is
  ///   not written.
  public static func bytes(
    of world: Affine, as format: TransformFormat, path: String,
    moving: (grid: Grid, file: String)? = nil, fixed: (grid: Grid, file: String)? = nil
  ) throws(ImageFileError) -> [UInt8] {
    let singular = ImageFileError(path, "cannot be written: the transform's matrix has no inverse")
    func utf8(_ text: String?) throws(ImageFileError) -> [UInt8] {
      guard let text else { throw singular }
      return Array(text.utf8)
    }
    switch format {
    case .world: return try utf8(PlainMatrix.text(world))
    case .itk:
      return path.hasSuffix(".mat") ? ITKTransform.bytes(world) : try utf8(ITKTransform.text(world))
    case .xfm: return try utf8(MNITransform.text(world))
    case .lta: return try utf8(LinearTransformArray.text(world, moving: moving, fixed: fixed))
    case .flirt:
      guard let moving, let fixed else {
        throw ImageFileError(
          path,
          "cannot be written: a matrix of FLIRT has its place only with both images; name the moving and"
            + " the fixed one")
      }
      guard let matrix = FLIRTMatrix.matrix(world, moving: moving.grid, fixed: fixed.grid) else {
        throw singular
      }
      return try utf8(FLIRTMatrix.text(matrix))
    case .x5: throw ImageFileError(path, "cannot be written: X5 is only read")
    }
  }
}
