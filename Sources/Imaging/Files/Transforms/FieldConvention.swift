/// How files keep displacements, and between what.
public enum FieldConvention: String, Sendable, CaseIterable {
  /// ITK and ANTs: X × Y × Z × 1 × 3, millimetres of the world towards left, posterior and superior.
  case itk
  /// FSL: X × Y × Z × 3, what is added to a place in the fixed image's millimetres (`FLIRTMatrix`) to
  /// reach that in the moving image's.
  case fslRelative = "fsl-relative"
  /// The same, but the place itself in the moving image's millimetres.
  case fslAbsolute = "fsl-absolute"

  /// Numbers of each voxel.
  static let components = 3

  public var isFSL: Bool { self != .itk }
}
