/// What the header of an MGH file says about the image, checked.
struct MGHHeader {
  /// Extents of the three axes in space.
  let shape: [Int]
  /// Volumes of that shape.
  let frames: Int
  /// How voxels are stored.
  let type: VoxelType
  /// Voxel indices to millimetres, right-anterior-superior.
  let affine: Affine

  /// In bytes.
  static let size = 284
  static let types: [Int: VoxelType] = [
    0: .uint8, 1: .int32, 3: .float32, 4: .int16, 10: .uint16,
  ]

  /// `MGZ_INTENT_WARPMAP`.
  private static let warpIntent = 6

  /// - Throws: `ImageFileError` where the file does not begin with such a header, is a warp, or
  ///   contradicts itself.
  init(_ file: inout InputFile) throws(ImageFileError) {
    let fields = try Self.fields(&file)
    shape = [4, 8, 12].map { fields.int32(at: $0) }
    guard shape.allSatisfy({ $0 > 0 }) else {
      throw ImageFileError(file.path, "says that its size is \(NIfTIHeaderParser.text(shape))")
    }
    frames = fields.int32(at: 16)
    guard frames > 0 else { throw ImageFileError(file.path, "says that it has \(frames) frames") }
    guard let type = Self.types[fields.int32(at: 20)] else {
      throw ImageFileError(
        file.path, "holds voxels of an unknown type (MGH type \(fields.int32(at: 20)))")
    }
    self.type = type
    affine = Self.affine(fields, shape)
    guard affine.isInvertible else {
      throw ImageFileError(file.path, "its geometry cannot be inverted: \(affine.rows)")
    }
  }

  private static func fields(_ file: inout InputFile) throws(ImageFileError) -> ByteFields {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
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
    guard count == size else {
      throw ImageFileError(file.path, "is cut short: its header has \(count) of \(size) bytes")
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
