/// Image files of every known kind, told apart by their names.
public enum ImageFile {
  /// An image as a file has it.
  public struct Image: Sendable {
    public var volume: Volume
    /// How voxels are stored in the file.
    public var type: VoxelType
    /// How stored values were scaled on the way.
    public var scaling: NIfTIHeader.Scaling?
    /// What a person should know of the file, in sentences.
    public var warnings: [String] = []
    /// Voxel sizes of the header, millimetres, where they contradict the affine; see `ImageGeometry`.
    public var contradictingSizes: [Double]?
  }

  /// Endings of the names of image files, in any case.
  public static let endings = [
    ".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz", ".mgh", ".mgz",
  ]

  /// Whether `path` is named as an image file.
  public static func isImage(_ path: String) -> Bool {
    let name = path.lowercased()
    return endings.contains { name.hasSuffix($0) }
  }

  private static func isMGH(_ path: String) -> Bool {
    let name = path.lowercased()
    return name.hasSuffix(".mgz") || name.hasSuffix(".mgh")
  }

  /// Every file that reading `path` opens, whether or not it is there: of a pair the header, then the
  /// voxels, whichever of them `path` names, and then SPM's matrix where there is one.
  public static func files(of path: String) -> [String] {
    guard let pair = ImagePair(path) else { return [path] }
    if pair.hasVoxels, !pair.hasMatrix { return [pair.header, pair.voxels] }
    let header = try? NIfTI.readHeader(pair.header)
    // A header's name may be that of a whole image; other programs keep matrices under such names.
    if let header, !header.isPair { return [pair.header] }
    return [pair.header, pair.voxels]
      + (pair.hasMatrix && header?.version == 0 ? [pair.matrix] : [])
  }

  /// The volume in `path`.
  ///
  /// - Throws: `ImageFileError` where the name ends in none of `endings`, and as `NIfTI.read` and
  ///   `MGH.read`.
  public static func read(
    _ path: String, _ options: ImageOptions = ImageOptions()
  ) throws(ImageFileError) -> Image {
    if isMGH(path) {
      let image = try MGH.read(path, options)
      return Image(volume: image.volume, type: image.type)
    }
    try check(path)
    let image = try NIfTI.read(path, options)
    return Image(
      volume: image.volume, type: image.header.type, scaling: image.header.scaling,
      warnings: image.geometry.warnings, contradictingSizes: image.geometry.contradictingSizes)
  }

  /// Where the voxels of an image are, or of a field that is kept as `field` says: of a file that has
  /// not been found cut short.
  ///
  /// Reads headers alone, and more only where the length of a packed file leaves a doubt.
  ///
  /// - Throws: as `read`, but for what only reading all of it shows.
  public static func inspect(
    _ path: String, _ options: ImageOptions = ImageOptions(), field: FieldConvention? = nil
  ) throws(ImageFileError) -> Grid {
    if isMGH(path), field == nil { return try MGH.inspect(path, options) }
    try check(path)
    return try NIfTI.inspect(path, options, field: field)
  }

  /// The labels in `path`, and what a person should know of the file.
  ///
  /// - Throws: as `read`, and where a voxel is not a whole number of at most 32 bits.
  public static func readLabels(
    _ path: String, _ options: ImageOptions = ImageOptions()
  ) throws(ImageFileError) -> (labels: Labels, warnings: [String]) {
    let image = try read(path, options)
    do throws(ImagingError) {
      return (try Labels(image.volume, scaling: image.scaling), image.warnings)
    } catch { throw ImageFileError(path, error.message) }
  }

  /// Writes a volume as NIfTI or MGH, as the name says; see `NIfTI.write` and `MGH.write`.
  ///
  /// - Parameter description: what made the image, for formats that have a place for it.
  public static func write(
    _ volume: Volume, to path: String, as type: VoxelType? = nil, description: String = ""
  ) throws(ImageFileError) {
    if isMGH(path) { return try MGH.write(volume, to: path, as: type ?? .float32) }
    try checkWritable(path)
    try NIfTI.write(volume, to: path, as: type, description: description)
  }

  /// Writes labels as NIfTI or MGH, as the name says; see `NIfTI.write` and `MGH.write`.
  public static func write(
    _ labels: Labels, to path: String, as type: VoxelType? = nil, description: String = ""
  ) throws(ImageFileError) {
    if isMGH(path) { return try MGH.write(labels, to: path, as: type) }
    try checkWritable(path)
    try NIfTI.write(labels, to: path, as: type, description: description)
  }

  private static func check(_ path: String) throws(ImageFileError) {
    guard isImage(path) else {
      throw ImageFileError(
        path, "is not named as an image: names end in \(endings.joined(separator: ", "))")
    }
  }

  private static func checkWritable(_ path: String) throws(ImageFileError) {
    let name = path.lowercased()
    guard name.hasSuffix(".nii") || name.hasSuffix(".nii.gz") else {
      throw ImageFileError(
        path, "cannot be written: names of images end in .nii, .nii.gz, .mgh or .mgz")
    }
  }
}
