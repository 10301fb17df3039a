extension MGH {
  /// Writes a volume; a name that ends in `z` packs it.
  ///
  /// The file appears whole or not at all. Equal volumes give equal bytes.
  ///
  /// - Parameters:
  ///   - type: `.uint8`, `.int16`, `.uint16`, `.int32` or `.float32`; binary64 values are rounded to
  ///     nearest for the last.
  ///   - footer: what follows the voxels: that of the image this one was made from, or nothing.
  /// - Throws: `ImageFileError` where a value does not fit `type`, the affine has shears, which the
  ///   format cannot hold, or the file cannot be written.
  public static func write(
    _ volume: Volume, to path: String, as type: VoxelType = .float32, footer: [UInt8] = []
  ) throws(ImageFileError) {
    let writer = VoxelWriter(type: type, bigEndian: true)
    var file = try begin(volume.grid, path, type)
    try writer.write(volume.voxels, to: &file)
    try file.write(footer)
    try file.publish()
  }

  /// Writes labels, by default in the narrowest of 8, 16 and 32 bits that holds them all.
  ///
  /// - Throws: as for volumes.
  public static func write(
    _ labels: Labels, to path: String, as type: VoxelType? = nil, footer: [UInt8] = []
  ) throws(ImageFileError) {
    let writer = VoxelWriter(type: type ?? NIfTI.narrowest(labels.voxels), bigEndian: true)
    var file = try begin(labels.grid, path, writer.type)
    try writer.write(labels.voxels, to: &file)
    try file.write(footer)
    try file.publish()
  }

  private static func begin(
    _ grid: Grid, _ path: String, _ type: VoxelType
  ) throws(ImageFileError) -> OutputFile {
    guard let code = MGHHeader.types.first(where: { $0.value == type })?.key else {
      throw ImageFileError(path, "cannot be written: MGH files do not hold \(type.rawValue)")
    }
    guard grid.shape.allSatisfy({ $0 > 0 && $0 <= Int32.max }), grid.affine.isInvertible else {
      throw ImageFileError(
        path,
        "cannot be written: its size \(NIfTIHeaderParser.text(grid.shape)) or its affine"
          + " \(grid.affine.rows) is not that of an image")
    }
    var fields = ByteFields(bytes: [UInt8](repeating: 0, count: MGHHeader.size), bigEndian: true)
    for (index, value) in ([1] + grid.shape + [1, code]).enumerated() {
      fields.set(Int32(value), at: 4 * index)
    }
    fields.set(Int16(1), at: 28)
    let sizes = grid.affine.voxelSizes
    let middle = grid.affine.apply(grid.shape.map { Double($0) / 2 })
    for axis in 0..<3 {
      fields.set(Float(sizes[axis]), at: 30 + 4 * axis)
      for row in 0..<3 {
        fields.set(Float(grid.affine[row, axis] / sizes[axis]), at: 42 + 4 * (3 * axis + row))
      }
      fields.set(Float(middle[axis]), at: 78 + 4 * axis)
    }
    var file = try OutputFile(path, compressed: path.lowercased().hasSuffix("z"))
    try file.write(fields.bytes)
    return file
  }
}
