import Files

extension InputFile {
  /// The most voxels that an image may have: 8 GiB of binary32.
  static var largestImage: Int { 1 << 31 }

  /// Checks, before anything is allocated, that the file can hold the image that it promises.
  ///
  /// - Parameters:
  ///   - one: the part of `shape` that is read, where that is one of several volumes.
  ///   - unpacks: whether what promises very much is unpacked to be sure.
  /// - Throws: `ImageFileError` where it cannot, or what is read is larger than `largestImage`.
  func checkContent(
    shape: [Int], type: VoxelType, offset: Int, one: [Int]? = nil, unpacks: Bool = true
  ) throws(ImageFileError) {
    let shape = shape.count > 3 && shape.last == 1 ? Array(shape.dropLast()) : shape
    let size = NIfTIHeaderParser.text(shape)
    var (voxels, overflow) = (1, false)
    for extent in shape where !overflow {
      (voxels, overflow) = voxels.multipliedReportingOverflow(by: extent)
    }
    let promise = "\(size) \(type.rawValue) voxels from byte \(offset)"
    let (content, tooLong) = voxels.multipliedReportingOverflow(by: type.size)
    let (needed, tooFar) = content.addingReportingOverflow(offset)
    guard !overflow, !tooLong, !tooFar, needed <= largestContent else {
      throw ImageFileError(
        path,
        "is cut short or its header is wrong: it promises \(promise), but the file has only"
          + " \(self.size) bytes\(isCompressed ? " of gzip" : "")")
    }
    guard (one.map { $0.reduce(1, *) } ?? voxels) <= Self.largestImage else {
      throw ImageFileError(
        path, "promises \(promise): images of more than 2³¹ voxels are not read")
    }
    // Images seldom pack better than 32 to 1: what promises more is unpacked once to be sure, before
    // memory is set aside for a promise.
    if unpacks, isCompressed, needed / 32 > self.size {
      var rehearsal = try InputFile(path)
      try rehearsal.skip(to: needed, "the image of \(promise)")
    }
  }

  /// Checks that a file of whose content no more than the header was read goes on to the byte at `end`.
  ///
  /// What a packed file unpacks to stands at its end; only where that contradicts the header, as in a
  /// file that is cut short, is all of it unpacked.
  ///
  /// - Parameter what: names what ends there, in messages.
  /// - Throws: `ImageFileError` where it does not.
  mutating func checkLength(_ end: Int, _ what: String) throws(ImageFileError) {
    guard isCompressed, !statesLength(from: end) else { return }
    try skip(to: end, what)
    try verifyChecksum()
  }

  /// Whether the end of a gzip file says that it unpacks to `least` bytes, or not much more: modulo
  /// 2³², and of its last member alone (RFC 1952).
  private func statesLength(from least: Int) -> Bool {
    guard let file = try? RegularFile(path), file.size >= 18 else { return false }
    var stated: UInt32 = 0
    let count = withUnsafeMutableBytes(of: &stated) { bytes in
      (try? file.read(into: bytes, at: file.size - 4)) ?? 0
    }
    guard count == 4 else { return false }
    return UInt32(littleEndian: stated) &- UInt32(truncatingIfNeeded: least) < 1 << 16
  }
}
