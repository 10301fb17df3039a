import Arithmetic

/// Writes a tensor, last axis fastest, as the voxels of a file, first axis fastest.
struct VoxelWriter {
  var type: VoxelType
  var bigEndian: Bool

  /// - Throws: `ImageFileError` where a value does not fit the type, or the disk is full.
  func write(_ tensor: RealTensor, to file: inout OutputFile) throws(ImageFileError) {
    switch tensor {
    case .binary32(let tensor): try write(tensor, to: &file)
    case .binary64(let tensor): try write(tensor, to: &file)
    }
  }

  func write(_ tensor: Tensor<Int32>, to file: inout OutputFile) throws(ImageFileError) {
    switch type {
    case .uint8: try scatter(tensor, to: &file) { UInt8(exactly: $0) }
    case .int16: try scatter(tensor, to: &file) { Int16(exactly: $0)?.bitPattern(bigEndian) }
    case .uint16: try scatter(tensor, to: &file) { UInt16(exactly: $0)?.bitPattern(bigEndian) }
    case .int32: try scatter(tensor, to: &file) { $0.bitPattern(bigEndian) }
    case .float32: try scatter(tensor, to: &file) { Float(exactly: $0)?.bits(bigEndian) }
    case .float64: try scatter(tensor, to: &file) { Double($0).bits(bigEndian) }
    default: throw ImageFileError(file.path, "cannot be written as \(type.rawValue)")
    }
  }

  private func write<Number: BinaryFloatingPoint & Sendable>(
    _ tensor: Tensor<Number>, to file: inout OutputFile
  ) throws(ImageFileError) {
    switch type {
    case .uint8: try scatter(tensor, to: &file) { UInt8(exactly: $0) }
    case .int16: try scatter(tensor, to: &file) { Int16(exactly: $0)?.bitPattern(bigEndian) }
    case .uint16: try scatter(tensor, to: &file) { UInt16(exactly: $0)?.bitPattern(bigEndian) }
    case .int32: try scatter(tensor, to: &file) { Int32(exactly: $0)?.bitPattern(bigEndian) }
    case .float32: try scatter(tensor, to: &file) { Float($0).bits(bigEndian) }
    case .float64: try scatter(tensor, to: &file) { Double($0).bits(bigEndian) }
    default: throw ImageFileError(file.path, "cannot be written as \(type.rawValue)")
    }
  }

  @inline(__always)
  private func scatter<Number: Sendable, Raw: FixedWidthInteger & BitwiseCopyable>(
    _ tensor: Tensor<Number>, to file: inout OutputFile, _ convert: (Number) -> Raw?
  ) throws(ImageFileError) {
    let (x, y, z) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    let plane = x * y
    var slab = [Raw](repeating: 0, count: plane * min(z, VoxelReader.planesAtOnce))
    for first in stride(from: 0, to: z, by: VoxelReader.planesAtOnce) {
      let planes = min(VoxelReader.planesAtOnce, z - first)
      var misfit: Int?
      for j in 0..<y {
        for i in 0..<x {
          let source = (i * y + j) * z + first
          let target = j * x + i
          for k in 0..<planes {
            guard let raw = convert(tensor.values[source + k]) else {
              misfit = misfit ?? source + k
              continue
            }
            slab[k * plane + target] = raw
          }
        }
      }
      if let misfit {
        throw ImageFileError(
          file.path,
          "cannot be written as \(type.rawValue): voxel [\(misfit / (y * z)),"
            + " \(misfit / z % y), \(misfit % z)] holds \(tensor.values[misfit])")
      }
      var failure: ImageFileError?
      slab.withUnsafeBytes { bytes in
        do throws(ImageFileError) {
          let length = plane * planes * MemoryLayout<Raw>.size
          try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<length]))
        } catch { failure = error }
      }
      if let failure { throw failure }
    }
  }
}

extension FixedWidthInteger {
  fileprivate func bitPattern(_ bigEndian: Bool) -> Self {
    bigEndian ? self.bigEndian : littleEndian
  }
}

extension Float {
  fileprivate func bits(_ bigEndian: Bool) -> UInt32 { bitPattern.bitPattern(bigEndian) }
}

extension Double {
  fileprivate func bits(_ bigEndian: Bool) -> UInt64 { bitPattern.bitPattern(bigEndian) }
}
