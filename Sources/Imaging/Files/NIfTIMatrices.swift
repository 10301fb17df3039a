/// The three ways in which a NIfTI header says where its voxels are, each in millimetres.
extension NIfTIHeaderParser {
  /// What lengths are counted in; of ANALYZE always millimetres.
  var unit: NIfTIHeader.LengthUnit {
    let code = version == 1 ? Int(fields.bytes[123]) : version == 2 ? fields.int32(at: 500) : 2
    return switch code & 7 {
    case 1: .metres
    case 3: .microns
    default: .millimetres
    }
  }

  func statedSizes(_ unit: NIfTIHeader.LengthUnit) -> [Double?] {
    (1...3).map {
      let size = abs(number(76 + 4 * $0, 104 + 8 * $0)) * unit.factor
      return size.isFinite && size > 0 ? size : nil
    }
  }

  /// A centred diagonal that runs towards the left along the first axis, as ANALYZE images did.
  func plain(_ header: NIfTIHeader) -> Affine {
    var sizes = header.voxelSizes
    sizes[0] = -sizes[0]
    return Affine(
      linear: [sizes[0], 0, 0, 0, sizes[1], 0, 0, 0, sizes[2]],
      translation: (0..<3).map { -Double(header.shape[$0] - 1) / 2 * sizes[$0] })
  }

  private var sformCode: Int { version == 1 ? fields.int16(at: 254) : fields.int32(at: 348) }
  private var qformCode: Int { version == 1 ? fields.int16(at: 252) : fields.int32(at: 344) }

  func sform(_ unit: NIfTIHeader.LengthUnit) -> NIfTIHeader.Transform? {
    guard sformCode > 0 else { return nil }
    let affine = Affine(rows: (0..<12).map { number(280 + 4 * $0, 400 + 8 * $0) * unit.factor })
    return affine.isInvertible ? .init(code: sformCode, affine: affine) : nil
  }

  func qform(_ header: NIfTIHeader) -> NIfTIHeader.Transform? {
    guard qformCode > 0 else { return nil }
    let numbers = (0..<6).map { number(256 + 4 * $0, 352 + 8 * $0) }
    let quaternion = Quaternion(
      b: numbers[0], c: numbers[1], d: numbers[2],
      offset: numbers[3...].map { $0 * header.unit.factor }, voxelSizes: header.voxelSizes,
      handedness: number(76, 104) < 0 ? -1 : 1)
    guard numbers.allSatisfy(\.isFinite), let affine = quaternion.affine, affine.isInvertible else {
      return nil
    }
    return .init(code: qformCode, affine: affine)
  }

  /// What a person should know of a header whose sform cannot be taken.
  func remarks(_ header: NIfTIHeader) -> [String] {
    guard header.sform == nil else { return [] }
    var remarks: [String] = []
    let broken = [
      sformCode > 0 ? "sform" : nil, qformCode > 0 && header.qform == nil ? "qform" : nil,
    ]
    .compactMap { $0 }
    let instead =
      header.qform == nil
      ? "its voxel sizes alone are taken, axes towards left, anterior and superior"
      : "its qform is taken"
    if !broken.isEmpty {
      remarks.append("its \(broken.joined(separator: " and its ")) cannot be inverted; \(instead)")
    }
    if header.statedSizes.contains(nil) {
      let sizes = (1...3).map { number(76 + 4 * $0, 104 + 8 * $0) }
      remarks.append(
        "its voxel sizes (pixdim) are \(NIfTIHeader.text(sizes)); 1 mm is taken where they say nothing"
      )
    }
    return remarks
  }
}
