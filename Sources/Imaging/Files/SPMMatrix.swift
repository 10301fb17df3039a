import Files

/// The matrix that SPM99 and SPM2 keep beside an ANALYZE image, in a file `.mat` of its name.
enum SPMMatrix {
  /// Bytes of the file.
  private static let largest = 1 << 20

  /// Puts the matrix of the `.mat` file, where there is one, in place of what the header says.
  ///
  /// `mat` counts in millimetres as they are, `M` in those of an image whose first axis has not been
  /// flipped yet; both count voxels from one. Source: nibabel's `Spm99AnalyzeImage`.
  static func apply(
    to header: inout NIfTIHeader, _ pair: ImagePair, volume: Int
  ) throws(ImageFileError) {
    guard pair.hasMatrix else { return }
    func leave(_ reason: String) {
      header.remarks.append("the file \(pair.matrix) beside it \(reason) and is not used")
    }
    let bytes: [UInt8]?
    do { bytes = try RegularFile(pair.matrix).bytes(atMost: largest) } catch {
      throw ImageFileError(pair.matrix, "\(error)")
    }
    guard let bytes, let file = try? MATLABFile(bytes, path: pair.matrix),
      !file.matrices.isEmpty
    else { return leave("is no MATLAB file of matrices") }
    let name = ["mat", "M"].first { file[$0] != nil }
    guard let name, let all = file[name], all.count >= 16, all.count % 16 == 0 else {
      return leave("has no 4 × 4 matrix called 'mat' or 'M'")
    }
    let start = 16 * min(volume, all.count / 16 - 1)
    // By column, as MATLAB has it.
    var affine = Affine(rows: (0..<12).map { all[start + 4 * ($0 % 4) + $0 / 4] })
    if name == "M" { for column in 0..<4 { affine[0, column] = -affine[0, column] } }
    affine = affine * .translation([1, 1, 1])
    guard affine.isInvertible, (0..<4).allSatisfy({ all[start + 4 * $0 + 3] == ($0 == 3 ? 1 : 0) })
    else { return leave("has a matrix that cannot be inverted") }
    header.plain = affine
    header.remarks = []
  }
}
