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
    if let matrix = options.matrix {
      throw ImageFileError(
        path,
        "has one matrix, as all MGH files: leave 'geometry: \(matrix.rawValue)' out of its source")
    }
    var file = try InputFile(path)
    let fields = try header(&file)
    let shape = [4, 8, 12].map { fields.int32(at: $0) }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw ImageFileError(path, "says that its size is \(NIfTIHeaderParser.text(shape))")
    }
    let frames = fields.int32(at: 16)
    guard frames > 0 else { throw ImageFileError(path, "says that it has \(frames) frames") }
    let volume = try options.position(among: frames, shape: shape, path)
    guard let type = types[fields.int32(at: 20)] else {
      throw ImageFileError(
        path, "holds voxels of an unknown type (MGH type \(fields.int32(at: 20)))")
    }
    let affine = affine(fields, shape)
    guard affine.isInvertible else {
      throw ImageFileError(path, "its geometry cannot be inverted: \(affine.rows)")
    }
    try file.checkContent(shape: shape + [frames], type: type, offset: headerSize, one: shape)
    let length = shape.reduce(type.size, *)
    try file.skip(to: headerSize + volume * length, "what comes before the image")
    let reader = VoxelReader(type: type, shape: shape, swapsBytes: 1.bigEndian != 1, scaling: nil)
    let voxels = try reader.read(from: &file)
    try file.skip(to: headerSize + frames * length, "what comes after the image")
    let footer = try footer(&file)
    return Image(type: type, volume: Volume(voxels: voxels, affine: affine), footer: footer)
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

  static let headerSize = 284
  static let types: [Int: VoxelType] = [
    0: .uint8, 1: .int32, 3: .float32, 4: .int16, 10: .uint16,
  ]

  /// `MGZ_INTENT_WARPMAP`.
  private static let warpIntent = 6

  private static func header(_ file: inout InputFile) throws(ImageFileError) -> ByteFields {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: headerSize, alignment: 1)
    defer { bytes.deallocate() }
    let count = try file.read(into: bytes)
    let fields = ByteFields(bytes: Array(bytes.prefix(count)), bigEndian: true)
    // The middle two bytes say what the voxels are, since FreeSurfer 7.4.
    guard count >= 4, fields.bytes[0] == 0, fields.bytes[3] == 1 else {
      throw ImageFileError(file.path, "is not an MGH file: it does not begin with version 1")
    }
    guard fields.int16(at: 1) != warpIntent else {
      throw ImageFileError(file.path, FieldFormat.freeSurfer(file.path))
    }
    guard count == headerSize else {
      throw ImageFileError(
        file.path, "is cut short: its header has \(count) of \(headerSize) bytes")
    }
    return fields
  }

  /// The header keeps directions, sizes and the world position of voxel `shape / 2`.
  private static func affine(_ fields: ByteFields, _ shape: [Int]) -> Affine {
    var sizes = [1.0, 1, 1]
    // By column: where the axes point. This is the geometry of files that say nothing.
    var directions = [-1.0, 0, 0, 0, 0, -1, 0, 1, 0]
    var centre = [0.0, 0, 0]
    if fields.int16(at: 28) == 1 {
      sizes = (0..<3).map { fields.float32(at: 30 + 4 * $0) }
      directions = (0..<9).map { fields.float32(at: 42 + 4 * $0) }
      centre = (0..<3).map { fields.float32(at: 78 + 4 * $0) }
    }
    let linear = (0..<9).map { index in
      let (row, axis) = (index / 3, index % 3)
      return directions[3 * axis + row] * sizes[axis]
    }
    let middle = shape.map { Double($0) / 2 }
    let toMiddle = Affine(linear: linear, translation: [0, 0, 0]).apply(middle)
    return Affine(linear: linear, translation: (0..<3).map { centre[$0] - toMiddle[$0] })
  }
}
