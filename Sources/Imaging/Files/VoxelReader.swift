import Arithmetic
import CNIfTI

/// Turns the voxels of a file, first axis fastest, into a tensor, last axis fastest.
struct VoxelReader {
  var type: VoxelType
  var shape: [Int]
  var swapsBytes: Bool
  /// Values are `slope × stored + intercept`; `nil` leaves them as they are stored.
  var scaling: (slope: Double, intercept: Double)?

  /// Planes read at once: enough to write whole cache lines, few enough to stay in the cache.
  static let planesAtOnce = 16

  /// The voxels: binary32 where it holds every value of the stored type, else binary64.
  ///
  /// Scaled values are computed in binary64. Integers beyond 2⁵³ are rounded to nearest.
  func read(from file: inout InputFile) throws(ImageFileError) -> RealTensor {
    if let scaling {
      let (slope, intercept) = scaling
      return .binary64(try doubles(from: &file) { $0 * slope + intercept })
    }
    if type.fitsBinary32 { return .binary32(try floats(from: &file)) }
    return .binary64(try doubles(from: &file) { $0 })
  }

  private func floats(from file: inout InputFile) throws(ImageFileError) -> Tensor<Float> {
    switch type {
    case .uint8: try gather(from: &file) { (raw: UInt8) in Float(raw) }
    case .int8: try gather(from: &file) { (raw: Int8) in Float(raw) }
    case .int16: try gather(from: &file) { (raw: Int16) in Float(raw) }
    case .uint16: try gather(from: &file) { (raw: UInt16) in Float(raw) }
    case .float32: try gather(from: &file) { (raw: Float) in raw }
    default: preconditionFailure("\(type) does not fit binary32")
    }
  }

  @inline(__always)
  private func doubles(
    from file: inout InputFile, _ scale: (Double) -> Double
  ) throws(ImageFileError) -> Tensor<Double> {
    switch type {
    case .uint8: try gather(from: &file) { (raw: UInt8) in scale(Double(raw)) }
    case .int8: try gather(from: &file) { (raw: Int8) in scale(Double(raw)) }
    case .int16: try gather(from: &file) { (raw: Int16) in scale(Double(raw)) }
    case .uint16: try gather(from: &file) { (raw: UInt16) in scale(Double(raw)) }
    case .int32: try gather(from: &file) { (raw: Int32) in scale(Double(raw)) }
    case .uint32: try gather(from: &file) { (raw: UInt32) in scale(Double(raw)) }
    case .int64: try gather(from: &file) { (raw: Int64) in scale(Double(raw)) }
    case .uint64: try gather(from: &file) { (raw: UInt64) in scale(Double(raw)) }
    case .float32: try gather(from: &file) { (raw: Float) in scale(Double(raw)) }
    case .float64: try gather(from: &file) { (raw: Double) in scale(raw) }
    }
  }

  @inline(__always)
  private func gather<Raw: BitwiseCopyable, Number: Numeric & Sendable>(
    from file: inout InputFile, _ convert: (Raw) -> Number
  ) throws(ImageFileError) -> Tensor<Number> {
    let (x, y, z) = (shape[0], shape[1], shape[2])
    var values = [Number](repeating: 0, count: x * y * z)
    let plane = x * y
    let slab = UnsafeMutableRawBufferPointer.allocate(
      byteCount: plane * min(z, Self.planesAtOnce) * type.size, alignment: 16)
    defer { slab.deallocate() }
    for first in stride(from: 0, to: z, by: Self.planesAtOnce) {
      let planes = min(Self.planesAtOnce, z - first)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: slab[..<(plane * planes * type.size)])
      try file.fill(bytes, "the image of \(x) × \(y) × \(z) \(type.rawValue) voxels")
      if swapsBytes, type.size > 1, let base = bytes.baseAddress {
        nifti_swap_Nbytes(Int64(plane * planes), Int32(type.size), base)
      }
      let raw = UnsafeRawBufferPointer(bytes).bindMemory(to: Raw.self)
      values.withUnsafeMutableBufferPointer { values in
        for j in 0..<y {
          for i in 0..<x {
            let target = (i * y + j) * z + first
            let source = j * x + i
            for k in 0..<planes { values[target + k] = convert(raw[k * plane + source]) }
          }
        }
      }
    }
    return Tensor(shape: shape, values: values)
  }
}
