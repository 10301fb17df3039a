/// A direction in which a conformed volume is cut into slices.
///
/// Conformed volumes are LIA: the axes of voxel `[i, j, k]` run towards left, inferior and anterior.
/// Cases are in the order in which FastSurfer runs its networks, which the rounding of their sum
/// depends on.
public enum AnatomicalPlane: String, Sendable, CaseIterable {
  case coronal
  case sagittal
  case axial

  /// The axis of a conformed volume across the slices.
  public var sliceAxis: Int {
    switch self {
    case .coronal: 2
    case .sagittal: 0
    case .axial: 1
    }
  }

  /// The axis of a conformed volume along the height of a slice.
  public var heightAxis: Int { self == .coronal ? 0 : 2 }

  /// The axis of a conformed volume along the width of a slice.
  public var widthAxis: Int { self == .axial ? 0 : 1 }

  /// Height and width of a slice of a volume of `shape`.
  public func sliceShape(_ shape: [Int]) -> (height: Int, width: Int) {
    (shape[heightAxis], shape[widthAxis])
  }

  /// How many slices a volume of `shape` has.
  public func sliceCount(_ shape: [Int]) -> Int { shape[sliceAxis] }

  /// How many times coarser than its voxels the grid of 1 mm is, along height and width of a slice.
  ///
  /// Computed in binary32, as in FastSurfer: what follows from it is cut to whole numbers, which
  /// would differ in binary64. Both axes of an axial slice take the sizes of the last two axes of
  /// the volume, as there; conformed voxels are isotropic, so this matters for nothing else.
  public func scaleFactors(_ affine: Affine) -> (height: Float, width: Float) {
    let sizes = affine.voxelSizes.map(Float.init)
    return self == .coronal ? (1 / sizes[0], 1 / sizes[1]) : (1 / sizes[2], 1 / sizes[1])
  }
}
