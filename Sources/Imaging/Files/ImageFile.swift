import Glibc

/// Image files of every known kind, told apart by their names.
public enum ImageFile {
  /// An image as a file has it.
  public struct Image: Sendable {
    public var volume: Volume
    /// How voxels are stored in the file.
    public var type: VoxelType
    /// Whether stored values were scaled on the way.
    public var isScaled: Bool
    /// The NIfTI header, where the file is NIfTI.
    public var header: NIfTIHeader?
  }

  /// Endings of the names of image files.
  public static let endings = [
    ".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz", ".mgh", ".mgz",
  ]

  /// Whether `path` is named as an image file.
  public static func isImage(_ path: String) -> Bool { endings.contains { path.hasSuffix($0) } }

  /// Every file that reading `path` opens, whether or not it is there: of a pair the header, then the
  /// voxels, whichever of them `path` names.
  public static func files(of path: String) -> [String] {
    guard let pair = NIfTI.pair(of: path) else { return [path] }
    // A header's name may be that of a whole image.
    if access(pair.voxels, F_OK) != 0, let header = try? NIfTI.readHeader(path), !header.isPair {
      return [pair.header]
    }
    return [pair.header, pair.voxels]
  }

  /// The volume in `path`.
  ///
  /// - Throws: `ImageFileError` where the name ends in none of `endings`, and as `NIfTI.read` and
  ///   `MGH.read`.
  public static func read(_ path: String) throws(ImageFileError) -> Image {
    if path.hasSuffix(".mgz") || path.hasSuffix(".mgh") {
      let image = try MGH.read(path)
      return Image(volume: image.volume, type: image.type, isScaled: false)
    }
    try check(path)
    let image = try NIfTI.read(path)
    return Image(
      volume: image.volume, type: image.header.type, isScaled: image.header.scaling != nil,
      header: image.header)
  }

  /// The labels in `path`.
  ///
  /// - Throws: as `read`, and where a voxel is not a whole number of at most 32 bits.
  public static func readLabels(_ path: String) throws(ImageFileError) -> Labels {
    let volume = try read(path).volume
    do throws(ImagingError) { return try Labels(volume) } catch {
      throw ImageFileError(path, error.message)
    }
  }

  /// Writes a volume as NIfTI or MGH, as the name says; see `NIfTI.write` and `MGH.write`.
  public static func write(
    _ volume: Volume, to path: String, as type: VoxelType? = nil
  ) throws(ImageFileError) {
    if path.hasSuffix(".mgz") || path.hasSuffix(".mgh") {
      return try MGH.write(volume, to: path, as: type ?? .float32)
    }
    try checkWritable(path)
    try NIfTI.write(volume, to: path, as: type)
  }

  /// Writes labels as NIfTI or MGH, as the name says; see `NIfTI.write` and `MGH.write`.
  public static func write(
    _ labels: Labels, to path: String, as type: VoxelType? = nil
  ) throws(ImageFileError) {
    if path.hasSuffix(".mgz") || path.hasSuffix(".mgh") {
      return try MGH.write(labels, to: path, as: type)
    }
    try checkWritable(path)
    try NIfTI.write(labels, to: path, as: type)
  }

  private static func check(_ path: String) throws(ImageFileError) {
    guard isImage(path) else {
      throw ImageFileError(
        path, "is not named as an image: names end in \(endings.joined(separator: ", "))")
    }
  }

  private static func checkWritable(_ path: String) throws(ImageFileError) {
    guard path.hasSuffix(".nii") || path.hasSuffix(".nii.gz") else {
      throw ImageFileError(
        path, "cannot be written: names of images end in .nii, .nii.gz, .mgh or .mgz")
    }
  }
}
