/// FreeSurfer's MGH files, version 1: `.mgh`, and `.mgz`, which is the same under gzip.
public enum MGH {
  /// An image as a file has it.
  public struct Image: Sendable {
    /// How voxels are stored.
    public var type: VoxelType
    public var volume: Volume
    /// What follows the voxels, as it is: scan parameters and tags.
    public var footer: [UInt8] = []
  }

  /// The image, voxels `[X, Y, Z]`.
  ///
  /// - Parameter options: of these only the volume; there is one matrix in an MGH file.
  /// - Throws: `ImageFileError` where the file is not an MGH image, contradicts itself, is cut short or
  ///   damaged, or holds several volumes (frames) and none is chosen.
  public static func read(
    _ path: String, _ options: ImageOptions = ImageOptions()
  ) throws(ImageFileError) -> Image {
    try refuse(options, path)
    var file = try InputFile(path)
    let header = try MGHHeader(&file)
    let (shape, frames, type) = (header.shape, header.frames, header.type)
    let volume = try options.position(among: frames, shape: shape, path)
    try file.checkContent(
      shape: shape + [frames], type: type, offset: MGHHeader.size, one: shape)
    let length = shape.reduce(type.size, *)
    try file.skip(to: MGHHeader.size + volume * length, "what comes before the image")
    let reader = VoxelReader(type: type, shape: shape, swapsBytes: 1.bigEndian != 1, scaling: nil)
    let voxels = try reader.read(from: &file)
    try file.skip(to: MGHHeader.size + frames * length, "what comes after the image")
    let footer = try footer(&file)
    return Image(type: type, volume: Volume(voxels: voxels, affine: header.affine), footer: footer)
  }

  /// The most bytes that may follow the voxels; real footers have some thousands.
  static let largestFooter = 1 << 24

  /// Reads to the end, where gzip's checksum is compared.
  private static func footer(_ file: inout InputFile) throws(ImageFileError) -> [UInt8] {
    var footer: [UInt8] = []
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { scratch.deallocate() }
    while true {
      let count = try file.read(into: scratch)
      footer += scratch.prefix(count)
      guard footer.count <= largestFooter else {
        throw ImageFileError(
          file.path, "has more than \(largestFooter >> 20) MiB after its voxels")
      }
      if count < scratch.count { break }
    }
    try file.verifyChecksum()
    return footer
  }

  private static func refuse(_ options: ImageOptions, _ path: String) throws(ImageFileError) {
    guard let matrix = options.matrix else { return }
    throw ImageFileError(
      path,
      "has one matrix, as all MGH files: leave 'geometry: \(matrix.rawValue)' out of its source")
  }

  /// Where the voxels are, of a file that holds all that its header promises.
  ///
  /// Reads the header alone, and more only where the length of a packed file leaves a doubt.
  ///
  /// - Throws: as `read`, but for damage within what is packed.
  static func inspect(_ path: String, _ options: ImageOptions) throws(ImageFileError) -> Grid {
    try refuse(options, path)
    var file = try InputFile(path)
    let header = try MGHHeader(&file)
    let shape = header.shape
    _ = try options.position(among: header.frames, shape: shape, path)
    try file.checkContent(
      shape: shape + [header.frames], type: header.type, offset: MGHHeader.size, one: shape,
      unpacks: false)
    try file.checkLength(
      MGHHeader.size + header.frames * shape.reduce(header.type.size, *), "the image")
    return Grid(shape: shape, affine: header.affine)
  }
}
