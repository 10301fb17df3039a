/// Tells fields of one program from those of another, which would be read wrongly.
enum FieldFormat {
  /// Intent codes of FSL (`fslio`'s `nifti1.h`).
  private static let fsl = [
    2006: "displacements", 2007: "coefficients of cubic splines", 2008: "coefficients of a DCT",
    2009: "coefficients of quadratic splines",
  ]

  /// `NIFTI_INTENT_VECTOR`; displacements may also say so.
  static let vectorIntent = 1007
  private static let displacementIntent = 1006

  /// Checks that a header is that of a field as a source says it is.
  ///
  /// - Parameters:
  ///   - field: how it is said to be kept.
  ///   - intent: the header's code.
  ///   - name: the header's name of its intent.
  ///   - extents: of all axes.
  /// - Throws: `ImageFileError` naming what it is, and what to do.
  static func check(
    _ field: FieldConvention, intent: Int, name: String, extents: [Int], path: String
  ) throws(ImageFileError) {
    if let what = fsl[intent], intent != 2006 {
      throw ImageFileError(
        path,
        "is a warp of FSL's fnirt, \(what); make a field of it: fnirtfileutils --in=\(path) --ref=FIXED"
          + " --out=field.nii.gz --withaff")
    }
    if (2016...2018).contains(intent) {
      throw ImageFileError(
        path, "is a field of FSL's topup (intent \(intent)), which is no warp between two images")
    }
    let size = NIfTIHeaderParser.text(extents)
    let looksFSL = extents.dropFirst(3) == [3]
    if field.isFSL {
      guard looksFSL else {
        throw ImageFileError(
          path,
          "is an image of size \(size); a field of FSL has X × Y × Z × 3: leave 'convention' out of its"
            + " source where ITK or ANTs wrote it")
      }
      return
    }
    if intent == 2006 || looksFSL {
      throw ImageFileError(
        path,
        "is a warp as FSL keeps it (X × Y × Z × 3, millimetres of the grids), which the moving image gives"
          + " its place; say it in the source: {file: …, type: field, convention: fsl-relative, moving: …},"
          + " or fsl-absolute where the field holds positions")
    }
    if name.hasPrefix("Mapping") {
      throw ImageFileError(
        path,
        "is a deformation of SPM: each voxel's place in the other image, not its displacement; convert"
          + " it: mri_warp_convert --inspm \(path) --outitk warp.nii.gz")
    }
    let components = FieldConvention.components
    guard extents.dropFirst(3) == [1, components] || extents.dropFirst(3) == [1, components, 1]
    else {
      throw ImageFileError(
        path, "is an image of size \(size); a field has X × Y × Z × 1 × \(components)")
    }
    guard [vectorIntent, displacementIntent].contains(intent) else {
      throw ImageFileError(
        path,
        "has intent \(intent); fields have \(vectorIntent), vectors, or \(displacementIntent),"
          + " displacements")
    }
  }

  /// What an MGH file with the intent of warps is.
  static func freeSurfer(_ path: String) -> String {
    "is a warp of FreeSurfer; convert it: mri_warp_convert --inmgzwarp \(path) --outitk warp.nii.gz"
  }

  /// How to convert a warp that is named as no field.
  static func advice(_ path: String) -> String? {
    if path.hasSuffix(".m3z") {
      return
        "is a warp of FreeSurfer; convert it: mri_warp_convert --inm3z \(path) --outitk warp.nii.gz"
    }
    if path.hasSuffix(".mgz") || path.hasSuffix(".mgh") { return freeSurfer(path) }
    if path.hasSuffix(".h5") || path.hasSuffix(".hdf5") || path.hasSuffix(".x5") {
      return
        "is a composite of ITK; make one field of it: antsApplyTransforms -d 3 -r FIXED -t \(path)"
        + " -o [warp.nii.gz,1]"
    }
    return nil
  }
}

extension ImageFile {
  /// Why a file that is named as another program's warp is no field, and how to convert it.
  public static func fieldAdvice(_ path: String) -> String? {
    FieldFormat.advice(path).map { "\(path) \($0)" }
  }

  /// Where the voxels of an image are; those of all its volumes.
  public static func grid(of path: String) throws(ImageFileError) -> Grid {
    try inspect(path, ImageOptions(volume: 0))
  }
}
