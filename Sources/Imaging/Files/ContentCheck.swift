extension InputFile {
  /// The most voxels that an image may have: 8 GiB of binary32.
  static var largestImage: Int { 1 << 31 }

  /// Checks, before anything is allocated, that the file can hold the image that it promises.
  ///
  /// - Parameter one: the part of `shape` that is read, where that is one of several volumes.
  /// - Throws: `ImageFileError` where it cannot, or what is read is larger than `largestImage`.
  func checkContent(
    shape: [Int], type: VoxelType, offset: Int, one: [Int]? = nil
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
    if isCompressed, needed / 32 > self.size {
      var rehearsal = try InputFile(path)
      try rehearsal.skip(to: needed, "the image of \(promise)")
    }
  }
}
