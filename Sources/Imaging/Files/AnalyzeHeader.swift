/// ANALYZE 7.5, with what SPM99 and SPM2 keep in fields that it left free: the origin, and scales.
///
/// The rules are those of nibabel's `Spm2AnalyzeImage`, after SPM2's `spm_vol_ana.m`.
extension NIfTIHeaderParser {
  /// ANALYZE's own types, and those that SPM99 marks by 128.
  static let analyzeTypes: [Int: VoxelType] = [
    2: .uint8, 4: .int16, 8: .int32, 16: .float32, 64: .float64, 130: .int8, 132: .uint16,
    136: .uint32, 256: .int8, 512: .uint16, 768: .uint32,
  ]

  /// SPM's scale, else the one that follows from stored and calibrated extremes, else none.
  var analyzeScaling: NIfTIHeader.Scaling? {
    let slope = fields.float32(at: 112)
    if slope.isFinite, slope != 0 {
      let intercept = fields.float32(at: 116)
      let scaling = NIfTIHeader.Scaling(
        slope: slope, intercept: intercept.isFinite ? intercept : 0)
      return scaling == .init(slope: 1, intercept: 0) ? nil : scaling
    }
    let (most, least) = (fields.int32(at: 140), fields.int32(at: 144))
    let (calibratedMost, calibratedLeast) = (fields.float32(at: 124), fields.float32(at: 128))
    let range = Double(Float(calibratedMost) - Float(calibratedLeast))
    guard most != least, range != 0, range.isFinite else { return nil }
    let derived = range / Double(most - least)
    return .init(slope: derived, intercept: calibratedLeast - derived * Double(least))
  }

  /// A diagonal with the first axis towards the left, zero at SPM's origin where that is sensible,
  /// else at the centre.
  func analyzeAffine(_ header: NIfTIHeader) -> Affine {
    var affine = plain(header)
    // SPM counts voxels from one.
    let origin = (0..<3).map { fields.int16(at: 253 + 2 * $0) }
    let isSet = origin.contains { $0 != 0 }
    let isSensible = zip(origin, header.shape).allSatisfy { $0 > -$1 && $0 < 2 * $1 }
    guard isSet, isSensible else { return affine }
    for axis in 0..<3 { affine[axis, 3] = -Double(origin[axis] - 1) * affine[axis, axis] }
    return affine
  }

  /// What an ANALYZE header leaves to be guessed.
  var analyzeRemarks: [String] {
    let slices = ["transverse", "coronal", "sagittal"]
    let code = Int(fields.bytes[252])
    var remark =
      "is an ANALYZE image, which says nothing of left and right: its axes are taken to run towards"
      + " left, anterior and superior, as SPM, FSL and nibabel take them"
    if (1...5).contains(code) {
      remark +=
        "; its field 'orient' speaks of \(slices[code % 3]) slices\(code > 2 ? ", flipped" : ""),"
        + " which they do not use either: look at the image, and convert it with its true"
        + " orientation where this is wrong"
    }
    return [remark]
  }
}
