import Arithmetic

/// NIfTI-1 and NIfTI-2 files: `.nii`, `.nii.gz` and `.hdr` with `.img`.
public enum NIfTI {
  /// An image as a file has it.
  public struct Image: Sendable {
    public var header: NIfTIHeader
    public var volume: Volume
  }

  /// The header alone, checked.
  ///
  /// - Throws: `ImageFileError` where the file is not a NIfTI image of one volume of real numbers,
  ///   or contradicts itself.
  public static func readHeader(_ path: String) throws(ImageFileError) -> NIfTIHeader {
    var file = try InputFile(headerPath(path))
    return try NIfTIHeaderParser(&file).header()
  }

  /// The image, voxels `[X, Y, Z]` scaled as the header says.
  ///
  /// Voxels are binary32 where that holds every value exactly, else binary64.
  ///
  /// - Throws: `ImageFileError`, as `readHeader`, and where the file is cut short or damaged.
  public static func read(_ path: String) throws(ImageFileError) -> Image {
    let (header, parts) = try read(path, vectors: nil)
    return Image(header: header, volume: Volume(voxels: parts[0], affine: header.affine))
  }

  /// The header, and an array of voxels `[X, Y, Z]` for each number that a voxel has.
  ///
  /// - Parameter vectors: the numbers that each voxel must have, where these are vectors.
  static func read(_ path: String, vectors: Int?) throws(ImageFileError) -> (
    header: NIfTIHeader, parts: [RealTensor]
  ) {
    var file = try InputFile(headerPath(path))
    let header = try NIfTIHeaderParser(&file, vectors: vectors).header()
    if header.isPair {
      var voxels = try InputFile(voxelPath(path))
      return (header, try parts(header, vectors, from: &voxels))
    }
    return (header, try parts(header, vectors, from: &file))
  }

  private static func parts(
    _ header: NIfTIHeader, _ vectors: Int?, from file: inout InputFile
  ) throws(ImageFileError) -> [RealTensor] {
    let shape = vectors.map { header.shape + [$0] } ?? header.shape
    try file.checkContent(shape: shape, type: header.type, offset: header.offset)
    try file.skip(to: header.offset, "what comes before the image")
    let reader = VoxelReader(
      type: header.type, shape: header.shape,
      swapsBytes: header.bigEndian != (1.bigEndian == 1),
      scaling: header.scaling.map { ($0.slope, $0.intercept) })
    var parts: [RealTensor] = []
    for _ in 0..<(vectors ?? 1) { parts.append(try reader.read(from: &file)) }
    try file.verifyChecksum()
    return parts
  }

  /// The two files of a pair, of which `path` names one; `nil` where its name is not that of one.
  static func pair(of path: String) -> (header: String, voxels: String)? {
    for packing in ["", ".gz"] {
      for ending in [".hdr", ".img"] where path.hasSuffix(ending + packing) {
        let base = path.dropLast(ending.count + packing.count)
        return (base + ".hdr" + packing, base + ".img" + packing)
      }
    }
    return nil
  }

  private static func headerPath(_ path: String) -> String { pair(of: path)?.header ?? path }

  private static func voxelPath(_ path: String) throws(ImageFileError) -> String {
    if let pair = pair(of: path) { return pair.voxels }
    throw ImageFileError(
      path, "says that its voxels are in an .img file, but its own name does not end in .hdr")
  }
}
