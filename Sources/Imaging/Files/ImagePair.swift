import Glibc

/// The names of an image that lies in two files, `.hdr` and `.img`.
struct ImagePair {
  let header: String
  let voxels: String
  /// Where SPM keeps the matrix of an ANALYZE image; it need not be there.
  let matrix: String

  /// - Returns: `nil` where the name does not end in `.hdr` or `.img`, packed or not.
  init?(_ path: String) {
    let lower = path.lowercased()
    let packed = lower.hasSuffix(".gz") ? path.suffix(3) : ""
    let plain = path.dropLast(packed.count)
    guard
      lower.dropLast(packed.count).hasSuffix(".hdr")
        || lower.dropLast(packed.count).hasSuffix(".img")
    else { return nil }
    let isUpper = plain.last?.isUppercase == true
    func name(_ ending: String) -> String {
      plain.dropLast(3) + (isUpper ? ending.uppercased() : ending)
    }
    (header, voxels) = (name("hdr") + packed, name("img") + packed)
    matrix = name("mat")
  }

  /// Whether the file with the voxels is there.
  var hasVoxels: Bool { access(voxels, F_OK) == 0 }

  /// Whether there is a file for SPM's matrix.
  var hasMatrix: Bool { access(matrix, F_OK) == 0 }
}
