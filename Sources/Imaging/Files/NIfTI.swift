import Arithmetic

/// NIfTI-1 and NIfTI-2 files: `.nii`, `.nii.gz` and `.hdr` with `.img`; also ANALYZE 7.5 and SPM2
/// pairs.
public enum NIfTI {
  /// An image as a file has it.
  public struct Image: Sendable {
    public var header: NIfTIHeader
    public var geometry: ImageGeometry
    public var volume: Volume
  }

  /// The header alone, checked.
  ///
  /// - Throws: `ImageFileError` where the file is not an image of real numbers in three dimensions or
  ///   more, or contradicts itself.
  public static func readHeader(_ path: String) throws(ImageFileError) -> NIfTIHeader {
    var file = try InputFile(ImagePair(path)?.header ?? path)
    return try NIfTIHeaderParser(&file).header()
  }

  /// The image, voxels `[X, Y, Z]` scaled as the header says.
  ///
  /// Voxels are binary32 where that holds every value exactly, else binary64.
  ///
  /// - Throws: `ImageFileError`, as `readHeader`, where the file holds several volumes and none is
  ///   chosen, where it is cut short or damaged, and where the chosen matrix is not there.
  public static func read(
    _ path: String, _ options: ImageOptions = ImageOptions()
  ) throws(ImageFileError) -> Image {
    let content = try read(path, options, field: nil)
    let volume = Volume(
      voxels: content.parts[0], affine: content.geometry.affine, space: content.geometry.space)
    return Image(header: content.header, geometry: content.geometry, volume: volume)
  }

  /// A header, what follows from it, and an array of voxels `[X, Y, Z]` for each number of a voxel.
  struct Content {
    var header: NIfTIHeader
    var geometry: ImageGeometry
    var parts: [RealTensor]
  }

  /// - Parameter field: how the field is kept that the file must hold; `nil` for an image.
  static func read(
    _ path: String, _ options: ImageOptions, field: FieldConvention?
  ) throws(ImageFileError) -> Content {
    let pair = ImagePair(path)
    var file = try InputFile(pair?.header ?? path)
    let (header, geometry, volume) = try head(of: path, options, field, from: &file)
    if header.isPair, let pair {
      var voxels = try InputFile(pair.voxels)
      return Content(
        header: header, geometry: geometry,
        parts: try parts(header, field, volume, from: &voxels))
    }
    return Content(
      header: header, geometry: geometry, parts: try parts(header, field, volume, from: &file))
  }

  /// Where the voxels are, of a file that holds all that its header promises.
  ///
  /// Reads the header alone, and more only where the length of a packed file leaves a doubt.
  ///
  /// - Parameter field: how the field is kept that the file must hold; `nil` for an image.
  /// - Throws: as `read`, but for damage within what is packed.
  static func inspect(
    _ path: String, _ options: ImageOptions, field: FieldConvention? = nil
  ) throws(ImageFileError) -> Grid {
    let pair = ImagePair(path)
    var file = try InputFile(pair?.header ?? path)
    let (header, geometry, _) = try head(of: path, options, field, from: &file)
    if header.isPair, let pair {
      var voxels = try InputFile(pair.voxels)
      try checkLength(header, field, of: &voxels)
    } else {
      try checkLength(header, field, of: &file)
    }
    return Grid(shape: header.shape, affine: geometry.affine, space: geometry.space)
  }

  private static func checkLength(
    _ header: NIfTIHeader, _ field: FieldConvention?, of file: inout InputFile
  ) throws(ImageFileError) {
    let shape = header.shape + (field == nil ? [] : [FieldConvention.components])
    try file.checkContent(
      shape: shape + [header.volumes], type: header.type, offset: header.offset, one: shape,
      unpacks: false)
    let end = header.offset + header.volumes * shape.reduce(header.type.size, *)
    try file.checkLength(end, "the image")
  }

  /// The header, where its voxels are and which of its volumes is wanted.
  private static func head(
    of path: String, _ options: ImageOptions, _ field: FieldConvention?, from file: inout InputFile
  ) throws(ImageFileError) -> (NIfTIHeader, ImageGeometry, volume: Int) {
    var header = try NIfTIHeaderParser(&file, field: field).header()
    let volume = try options.position(among: header.volumes, shape: header.shape, path)
    if header.version == 0, let pair = ImagePair(path) {
      try SPMMatrix.apply(to: &header, pair, volume: volume)
    }
    let geometry: ImageGeometry
    do throws(ImagingError) { geometry = try header.geometry(options.matrix) } catch {
      throw ImageFileError(path, error.message)
    }
    guard geometry.affine.isInvertible else {
      throw ImageFileError(path, "has no usable geometry: \(geometry.affine.rows)")
    }
    return (header, geometry, volume)
  }

  private static func parts(
    _ header: NIfTIHeader, _ field: FieldConvention?, _ volume: Int, from file: inout InputFile
  ) throws(ImageFileError) -> [RealTensor] {
    let shape = header.shape + (field == nil ? [] : [FieldConvention.components])
    // All volumes must be there, whichever is wanted: a file that is cut short is damaged.
    try file.checkContent(
      shape: shape + [header.volumes], type: header.type, offset: header.offset, one: shape)
    let length = header.shape.reduce(header.type.size, *)
    let offset = header.offset + volume * length
    try file.skip(to: offset, "what comes before the image")
    let reader = VoxelReader(
      type: header.type, shape: header.shape,
      swapsBytes: header.bigEndian != (1.bigEndian == 1),
      scaling: header.scaling.map { ($0.slope, $0.intercept) })
    var parts: [RealTensor] = []
    for _ in 0..<(field == nil ? 1 : FieldConvention.components) {
      parts.append(try reader.read(from: &file))
    }
    try file.verifyChecksum()
    return parts
  }
}
