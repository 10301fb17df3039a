/// What a NIfTI header says about the image, checked.
public struct NIfTIHeader: Sendable, Equatable {
  /// 1 or 2.
  public var version: Int
  /// Extents of the three axes in space.
  public var shape: [Int]
  /// How voxels are stored.
  public var type: VoxelType
  /// Voxel sizes as the header has them, in millimetres.
  public var voxelSizes: [Double]
  /// The sform's code and matrix, where the code is not zero.
  public var sform: Transform?
  /// The qform's code and matrix, where the code is not zero.
  public var qform: Transform?
  /// Values are `slope × stored + intercept`, where the header asks for that.
  public var scaling: Scaling?
  /// Where the voxels begin, in bytes.
  var offset: Int
  /// Whether the voxels are in a file of their own.
  var isPair: Bool
  var bigEndian: Bool

  /// A voxel-to-world matrix and what the world is (1 scanner, 2 aligned, 3 Talairach, 4 MNI).
  public struct Transform: Sendable, Equatable {
    public var code: Int
    public var affine: Affine
  }

  /// How stored values become intensities.
  public struct Scaling: Sendable, Equatable {
    public var slope: Double
    public var intercept: Double
  }

  /// The voxel-to-world matrix that nibabel takes: sform, else qform, else a centred diagonal.
  ///
  /// The diagonal runs towards the left along the first axis, as ANALYZE images did.
  public var affine: Affine {
    if let sform { return sform.affine }
    if let qform { return qform.affine }
    let sizes = [-voxelSizes[0], voxelSizes[1], voxelSizes[2]]
    return Affine(
      linear: [sizes[0], 0, 0, 0, sizes[1], 0, 0, 0, sizes[2]],
      translation: (0..<3).map { -Double(shape[$0] - 1) / 2 * sizes[$0] })
  }

  /// The voxel-to-world matrix that FastSurfer conforms with.
  ///
  /// Where both are given and differ by more than 10⁻³ anywhere, the qform wins over the sform.
  ///
  /// - Throws: `ImagingError` where the matrix it settles on contradicts the header's voxel sizes.
  public func conformAffine() throws(ImagingError) -> Affine {
    if let qform, let sform,
      zip(qform.affine.rows, sform.affine.rows).contains(where: { abs($0 - $1) > 1e-3 })
    {
      return qform.affine
    }
    let sizes = affine.voxelSizes
    guard zip(sizes, voxelSizes).allSatisfy({ abs($0 - $1) <= 1e-3 }) else {
      throw ImagingError(
        "the header's voxel sizes \(voxelSizes) contradict those of its matrix, \(sizes)")
    }
    return affine
  }
}
