/// What a NIfTI or ANALYZE header says about the image, checked.
public struct NIfTIHeader: Sendable, Equatable {
  /// 1 or 2; 0 for ANALYZE 7.5, with what SPM99 and SPM2 added to it.
  public var version: Int
  /// Extents of the three axes in space.
  public var shape: [Int]
  /// Volumes of that shape that the file holds, one after another.
  public var volumes: Int
  /// How voxels are stored.
  public var type: VoxelType
  /// Voxel sizes as the header has them (`pixdim`), in millimetres and without sign; `nil` for a size
  /// of 0 or no number, which says nothing.
  public var statedSizes: [Double?]
  /// What the header's lengths are counted in; all of the lengths here are in millimetres.
  public var unit: LengthUnit
  /// The sform's code and matrix, where the code is above zero and the matrix can be inverted.
  public var sform: Transform?
  /// The qform's code and matrix, where the code is above zero and the matrix is one.
  public var qform: Transform?
  /// The matrix where the header has neither.
  public var plain: Affine
  /// What else a person should know, in sentences.
  public var remarks: [String]
  /// Values are `slope × stored + intercept`, where the header asks for that.
  public var scaling: Scaling?
  /// Where the voxels begin, in bytes.
  var offset: Int
  /// Whether the voxels are in a file of their own.
  var isPair: Bool
  var bigEndian: Bool

  /// A voxel-to-world matrix and what the world is (1 scanner, 2 aligned, 3 Talairach, 4 MNI152, 5
  /// another template).
  public struct Transform: Sendable, Equatable {
    public var code: Int
    public var affine: Affine
  }

  /// How stored values become intensities.
  public struct Scaling: Sendable, Equatable {
    public var slope: Double
    public var intercept: Double

    public init(slope: Double, intercept: Double) {
      self.slope = slope
      self.intercept = intercept
    }
  }

  /// Units of length (`xyzt_units`); lengths in none of them count as millimetres.
  public enum LengthUnit: String, Sendable {
    case metres, millimetres, microns

    /// In millimetres.
    var factor: Double {
      switch self {
      case .metres: 1000
      case .millimetres: 1
      case .microns: 0.001
      }
    }
  }

  /// Voxel sizes, millimetres: 1 where the header says nothing, as nibabel and ITK take it.
  public var voxelSizes: [Double] { statedSizes.map { $0 ?? 1 } }

  /// The voxel-to-world matrix: sform, else qform, else what voxel sizes alone say.
  public var affine: Affine { sform?.affine ?? qform?.affine ?? plain }
}
