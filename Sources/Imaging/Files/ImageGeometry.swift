/// Where the voxels of an image are, and what its header says against that.
///
/// One rule for every file and every stage. A NIfTI file may say the same thing three times: in its
/// sform, in its qform, and in voxel sizes (`pixdim`). The sform counts where it is there and can be
/// inverted, else the qform where it is there and valid, else the voxel sizes. nibabel, FSL and
/// FastSurfer's `run_prediction` decide so; FastSurfer's `conform.py` takes the qform where the two
/// differ.
public struct ImageGeometry: Sendable, Equatable {
  /// Voxel indices to millimetres, right-anterior-superior.
  public var affine: Affine
  public var space: WorldSpace = .aligned
  /// What a person should know: sentences about the file.
  public var warnings: [String] = []
  /// The header's own voxel sizes, millimetres, where they contradict the matrix and nobody has said
  /// that the matrix is right.
  public var contradictingSizes: [Double]?

  /// One of the two matrices of a NIfTI file.
  public enum Matrix: String, Sendable, CaseIterable { case sform, qform }
}

extension NIfTIHeader {
  /// The image's geometry.
  ///
  /// - Parameter matrix: the matrix to take, where a person has said which.
  /// - Throws: `ImagingError` where the header has no such matrix that can be used.
  public func geometry(_ matrix: ImageGeometry.Matrix? = nil) throws(ImagingError) -> ImageGeometry
  {
    var geometry: ImageGeometry
    switch matrix {
    case .sform?: geometry = try chosen(sform, "sform", other: qform.map { _ in "qform" })
    case .qform?: geometry = try chosen(qform, "qform", other: sform.map { _ in "sform" })
    case nil: geometry = decided
    }
    geometry.warnings += remarks
    if unit != .millimetres {
      geometry.warnings.append(
        "its header counts in \(unit.rawValue); lengths are turned into millimetres: voxels of"
          + " \(Self.text(geometry.affine.voxelSizes)) mm")
    }
    return geometry
  }

  private func chosen(_ transform: Transform?, _ name: String, other: String?) throws(ImagingError)
    -> ImageGeometry
  {
    guard let transform else {
      let instead = other.map { "; it has a \($0)" } ?? ", and no other matrix"
      throw ImagingError(
        "has no \(name) that can be used (its code is 0, or it has no inverse)\(instead):"
          + " leave 'geometry' out of its source to take what there is")
    }
    return ImageGeometry(affine: transform.affine, space: transform.space)
  }

  /// What the rule gives where nobody has said anything.
  private var decided: ImageGeometry {
    guard let sform else {
      guard let qform else { return ImageGeometry(affine: plain) }
      return ImageGeometry(affine: qform.affine, space: qform.space)
    }
    var geometry = ImageGeometry(affine: sform.affine, space: sform.space)
    if let qform {
      let voxel = sform.affine.voxelSizes.min() ?? 1
      let distance =
        Grid(shape: shape, affine: .identity).corners.map { corner in
          let (a, b) = (sform.affine.apply(corner), qform.affine.apply(corner))
          return zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }.max() ?? 0
      // A qform keeps binary32 angles: real pairs differ by thousandths of a voxel.
      if !(distance <= 0.1 * voxel) {
        geometry.warnings.append(
          "its sform and its qform put voxels up to \(Self.tenths(distance)) mm apart; the sform is"
            + " taken: say 'geometry: sform' or 'geometry: qform' in its source to decide")
      }
    }
    geometry.contradictingSizes = contradictingSizes(sform.affine)
    if let sizes = geometry.contradictingSizes {
      geometry.warnings.append(
        "its voxel sizes (pixdim) are \(Self.text(sizes)) mm, those of its sform"
          + " \(Self.text(sform.affine.voxelSizes)) mm; the sform is taken: correct the header, or"
          + " say 'geometry: sform'\(qform == nil ? "" : " or 'geometry: qform'") in its source")
    }
    return geometry
  }

  /// Voxel sizes that contradict those of the sform.
  ///
  /// Without a qform by more than 10⁻³ mm, as FastSurfer's `check_affine_in_nifti` has it. A qform's
  /// sizes are the header's: beside one only a difference of a tenth counts, which is no rounding.
  private func contradictingSizes(_ affine: Affine) -> [Double]? {
    let contradicts = zip(affine.voxelSizes, statedSizes).contains { own, stated in
      guard let stated else { return false }
      let tolerance = qform == nil ? 1e-3 + 1e-5 * own : 0.1 * own
      return abs(own - stated) > tolerance
    }
    return contradicts ? voxelSizes : nil
  }

  /// `1 × 1.2 × 1.5`, to the precision of a header.
  static func text(_ sizes: [Double]) -> String {
    sizes.map { size in
      let text = "\(Float(size))"
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }.joined(separator: " × ")
  }

  private static func tenths(_ length: Double) -> String {
    length < 10 ? "\((length * 100).rounded() / 100)" : "\((length * 10).rounded() / 10)"
  }
}

extension NIfTIHeader.Transform {
  /// What the code stands for; codes that the standard does not know are as good as "aligned".
  public var space: WorldSpace { WorldSpace(rawValue: code) ?? .aligned }
}
