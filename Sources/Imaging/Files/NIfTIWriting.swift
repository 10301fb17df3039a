import Arithmetic

extension NIfTI {
  /// Writes a volume; a name that ends in `.gz` packs it.
  ///
  /// The file appears whole or not at all. Equal volumes give equal bytes.
  ///
  /// - Parameters:
  ///   - type: `.uint8`, `.int16`, `.int32`, `.float32` or `.float64`; by default the volume's own
  ///     floating-point format. Narrowing to binary32 rounds to nearest.
  ///   - description: what made the image, in ASCII; the header has room for 79 characters.
  /// - Throws: `ImageFileError` where a value does not fit `type`, an axis is longer than 32767 or
  ///   the file cannot be written.
  public static func write(
    _ volume: Volume, to path: String, as type: VoxelType? = nil, description: String = ""
  ) throws(ImageFileError) {
    let own: VoxelType = volume.voxels.format == .binary32 ? .float32 : .float64
    let writer = VoxelWriter(type: type ?? own, bigEndian: false)
    var file = try begin(volume.grid, path, writer.type, description)
    try writer.write(volume.voxels, to: &file)
    try file.publish()
  }

  /// Writes labels, by default in the narrowest of 8, 16 and 32 bits that holds them all.
  ///
  /// - Throws: as for volumes.
  public static func write(
    _ labels: Labels, to path: String, as type: VoxelType? = nil, description: String = ""
  ) throws(ImageFileError) {
    let writer = VoxelWriter(type: type ?? narrowest(labels.voxels), bigEndian: false)
    var file = try begin(labels.grid, path, writer.type, description)
    try writer.write(labels.voxels, to: &file)
    try file.publish()
  }

  static func narrowest(_ labels: Tensor<Int32>) -> VoxelType {
    let (least, most) = labels.values.reduce((0, 0)) { (min($0.0, $1), max($0.1, $1)) }
    if least >= 0, most <= 255 { return .uint8 }
    return least >= -32768 && most <= 32767 ? .int16 : .int32
  }

  /// A file with its header.
  ///
  /// - Parameter vectors: the numbers of each voxel, where these are vectors.
  static func begin(
    _ grid: Grid, _ path: String, _ type: VoxelType, _ description: String, vectors: Int? = nil
  ) throws(ImageFileError) -> OutputFile {
    guard grid.shape.allSatisfy({ (1...32767).contains($0) }) else {
      throw ImageFileError(
        path,
        "cannot be written as NIfTI-1: its size is \(NIfTIHeaderParser.text(grid.shape)),"
          + " and axes have 1 to 32767 voxels")
    }
    guard grid.affine.isInvertible else {
      throw ImageFileError(
        path, "cannot be written: its affine cannot be inverted: \(grid.affine.rows)")
    }
    let bytes = header(grid, type, description, vectors: vectors).bytes
    var file = try OutputFile(path, compressed: path.lowercased().hasSuffix(".gz"))
    try file.write(bytes)
    return file
  }

  /// A NIfTI-1 header and the four bytes that say that no extension follows.
  private static func header(
    _ grid: Grid, _ type: VoxelType, _ description: String, vectors: Int?
  ) -> ByteFields {
    var fields = ByteFields(bytes: [UInt8](repeating: 0, count: 352), bigEndian: false)
    let quaternion = Quaternion(nearestTo: grid.affine)
    let code = NIfTIHeaderParser.types.first { $0.value == type }?.key ?? 0
    fields.set(Int32(348), at: 0)
    let extents = [vectors == nil ? 3 : 5] + grid.shape + [1, vectors ?? 1, 1, 1]
    for (index, extent) in extents.enumerated() { fields.set(Int16(extent), at: 40 + 2 * index) }
    if vectors != nil { fields.set(Int16(FieldFormat.vectorIntent), at: 68) }
    fields.set(Int16(code), at: 70)
    fields.set(Int16(8 * type.size), at: 72)
    let sizes = [quaternion.handedness] + grid.affine.voxelSizes + [1, 1, 1, 1]
    for (index, size) in sizes.enumerated() { fields.set(Float(size), at: 76 + 4 * index) }
    fields.set(Float(352), at: 108)
    fields.set(Float(1), at: 112)
    // Millimetres.
    fields.set(Int8(2), at: 123)
    fields.set(description, at: 148, length: 79)
    // A qform cannot hold shears: it then gets code 0, and only the sform counts.
    fields.set(Int16(isSheared(grid.affine, quaternion) ? 0 : grid.space.rawValue), at: 252)
    fields.set(Int16(grid.space.rawValue), at: 254)
    let qform = [quaternion.b, quaternion.c, quaternion.d] + quaternion.offset
    for (index, value) in (qform + grid.affine.rows).enumerated() {
      fields.set(Float(value), at: 256 + 4 * index)
    }
    fields.set("n+1", at: 344, length: 3)
    return fields
  }

  private static func isSheared(_ affine: Affine, _ quaternion: Quaternion) -> Bool {
    guard let nearest = quaternion.affine else { return true }
    let sizes = affine.voxelSizes
    return (0..<12).contains { index in
      index % 4 < 3 && abs(nearest.rows[index] - affine.rows[index]) > 1e-5 * sizes[index % 4]
    }
  }
}

extension OutputFile {
  mutating func write(_ bytes: [UInt8]) throws(ImageFileError) {
    var failure: ImageFileError?
    bytes.withUnsafeBytes { raw in
      do throws(ImageFileError) { try write(raw) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
